import { describe, expect, test } from 'vitest'
import { attempt, readBytes, refusal } from './support.ts'

/** All chunk boundaries at once: one byte at a time. */
function bytewise(text: string) {
  return { cuts: Array.from({ length: Buffer.byteLength(text) }, (_, i) => i) }
}

describe('an unclosed quote refuses the file at the line where it opens', () => {
  test.each([
    ['at the start', '"a;b\n1;2\n3;4\n', 1],
    ['in the middle', 'a;b\n1;"2\n3;4\n', 2],
    ['in the last line', 'a;b\n1;2\n3;"4\n', 3],
    ['as the last byte', 'a;b\n1;2\n3;"', 3],
    ['behind a cell of several lines', 'a;b\n"1\r\n\r\n";2\n3;"4\n5;6\n', 5],
    ['in the same row as a cell of several lines', 'a;b;c\n"1\n";"2\n3";"4\n5;6;7\n', 4],
    ['with doubled quotes behind it', 'a;b\n1;"2 ""x""\n3;4\n', 2],
    ['cr only', 'a;b\r\r1;"2\r3;4\r', 3],
  ])('%s', async (_name, text, row) => {
    for (const options of [{}, bytewise(text)]) {
      expect(await refusal(readBytes(text, {}, options))).toMatchObject([{ code: 'TB1008', row }])
    }
  })
})

describe('a stray quote costs its own row only', () => {
  test.each([
    ['in an unquoted cell', 'a;b\n1;2"3\n4;5\n', [[2, 'column 2']], [1, 3]],
    ['in the header', 'a";b\n1;2\n', [[1, 'column 1']], [2]],
    ['text behind the closing quote', 'a;b\n1;"2"3\n4;5\n', [[2, 'column 2']], [1, 3]],
    ['a blank behind the closing quote', 'a;b\n1;"2" \n4;5\n', [[2, 'column 2']], [1, 3]],
    ['a blank before the opening quote', 'a;b\n1; "2"\n4;5\n', [[2, 'column 2']], [1, 3]],
    ['inches', 'a;b\n1;"14" wheel"\n4;"5"\n', [[2, 'column 2']], [1, 3]],
    [
      'every row',
      'a;b\n1;2"\n4;5"\n',
      [
        [2, 'column 2'],
        [3, 'column 2'],
      ],
      [1],
    ],
    ['the last row without a line end', 'a;b\n4;5\n1;2"3', [[3, 'column 2']], [1, 2]],
    ['the last row, behind a closing quote', 'a;b\n4;5\n1;"2"3', [[3, 'column 2']], [1, 2]],
    ['a lost closing quote', 'a;b;c\n"1";"x;"2"\n"3";"y";"4"\n', [[2, 'column 2']], [1, 3]],
    ['a lost closing quote at the end of a row', 'a;b\n"1";"x\n"3";"y"\n', [[2, 'column 2']], [1, 3]],
    ['a lost opening quote', 'a;b\n"1";x"\n"3";"y"\n', [[2, 'column 2']], [1, 3]],
    ['a quote opened by mistake', 'a;b\n"1;2\n3;4\n5;"x"\n6;7\n', [[2, 'column 1']], [1, 3, 4, 5]],
    ['not doubled, in a cell of several lines', 'a;b;c\n1;"x\ny"z\nw";2\n3;4;5\n', [[2, 'column 2']], [1, 5]],
    ['not doubled, on its first line', 'a;b;c\n1;"x "y" z\nw";2\n3;4;5\n', [[2, 'column 2']], [1, 4]],
    ['cr only', 'a;b\r1;"2"3\r4;5\r', [[2, 'column 2']], [1, 3]],
    ['cr lf', 'a;b\r\n1;"2"3\r\n4;5\r\n', [[2, 'column 2']], [1, 3]],
  ] as const)('%s', async (_name, text, places, lines) => {
    for (const options of [{}, bytewise(text)]) {
      const read = await readBytes(text, {}, options)
      expect(read.findings.map(({ code, row, column }) => [code, row, column])).toEqual(
        places.map((place) => ['TB1017', ...place]),
      )
      expect(read.rejected).toEqual(places.map(([row]) => row))
      expect(read.lines).toEqual(lines)
      expect(read.facts).toMatchObject({ rows: lines.length, rejected: places.length })
    }
  })

  test.each([
    ['1;2"3;4', ['1', '2"3', '4']],
    ['"1;1";"2" 3;4', ['1;1', '"2" 3', '4']],
    ['"1";2;x"y;"4;5"', ['1', '2', 'x"y', '"4', '5"']],
    ['1;"2;4', ['1', '"2', '4']],
    ['"1;2;4', ['"1', '2', '4']],
  ])('%s is cut as far as it can be', async (row, cells) => {
    const text = `a;b;c\n5;"6";7\n${row}\n8;"9";0\n`
    for (const options of [{}, bytewise(text)]) {
      const read = await readBytes(text, {}, options)
      expect(read.uncut).toEqual([{ line: 3, text: row, cells }])
    }
  })

  test.each([
    ['a;b\n1;2\t\n', false, false],
    ['a;b\n1;"2\t"\r\n', false, false],
    ['a;b\n1;"2\n"\n', false, true],
    ['a;b\n1;"2\r3"', false, true],
    ['a;b\n1;2\x1a\n', true, false],
    ['a;b\n1;"2\0\n"\n', true, true],
    ['a;b\n1\x0b;x"\n', true, false],
  ])('%j: control characters %j, rows of several lines %j', async (text, controls, multiline) => {
    for (const options of [{}, bytewise(text)]) {
      expect(await readBytes(text, {}, options)).toMatchObject({ controls, multiline })
    }
  })

  test('with `quoting: never` a quote is a letter', async () => {
    const read = await readBytes('a;b\n1;2"3\n"4;5\n', { quoting: 'never' })
    expect(read.rows).toEqual([
      ['a', 'b'],
      ['1', '2"3'],
      ['"4', '5'],
    ])
    expect(read.findings).toEqual([])
  })

  test('a quote nobody closes is told with those that were opened above it', async () => {
    const text = 'a;b\n1;"2\n3;4\n5;6"\n"7;8\n9;0\n'
    expect(await refusal(readBytes(text))).toMatchObject([{ code: 'TB1008', row: 5 }])
    const two = 'a;b;c\n1;"2;x\n3;4;x\n5;"6;x\n7;8;x\n'
    expect(await refusal(readBytes(two))).toMatchObject([
      { code: 'TB1008', row: 2, found: '"2;x' },
      { code: 'TB1008', row: 4, found: '"6;x' },
    ])
  })

  test('where rows could be swallowed or invented, nothing is read', async () => {
    const text = 'a;b\n1;"x\nno row;at;all\n"y\n3;4\n'
    expect(await refusal(readBytes(text))).toMatchObject([{ code: 'TB1008', row: 2 }])
  })

  test('a file of stray quotes is read in time', async () => {
    const text = `a;b\n${'1;"2"3\n'.repeat(50_000)}`
    const started = performance.now()
    const read = await readBytes(text)
    expect(read.rejected).toHaveLength(50_000)
    expect(performance.now() - started).toBeLessThan(5_000)
  })
})

describe('one changed byte', () => {
  const LINES = [
    'code;name;qty',
    '"4711";"Toy, ""red""";5',
    '4712;Ball;6',
    '"4713";"big\nblue";7',
    '4714;;8',
    '4715;"Box";9',
  ]
  const valid = `${LINES.join('\r\n')}\r\n`

  // The byte opens a quote at the start of a cell that a later quote closes in good form: nobody can know.
  const believable = (rows: string[][]) => rows.some((row) => row.some((cell) => /[\r\n].*;/s.test(cell)))

  test.each(['"', ';', '\n', '\r', 'x', '\0', '\x1A', ' ', '\xFF'])(
    'to %j never touches another row',
    async (letter) => {
      const sound = await readBytes(valid)
      for (let at = 0; at < valid.length; at++) {
        const bytes = Buffer.from(valid)
        bytes.write(letter, at, 'latin1')
        const { refused, read } = await attempt(readBytes(bytes))
        if (refused || believable(read.rows)) continue
        const kept = new Set(read.rows.map((row) => JSON.stringify(row)))
        const touched = touchedRows(at)
        const lost = sound.rows.filter((row, i) => !touched.includes(i) && !kept.has(JSON.stringify(row)))
        expect({ at, letter, lost }).toEqual({ at, letter, lost: [] })
      }
    },
  )

  test('apart from quotes and bytes of no letter, only a lost last quote refuses the whole file', async () => {
    for (const letter of [';', '\n', '\r', 'x', '\0', '\x1A', ' ']) {
      const places = new Set<string>()
      for (let at = 0; at < valid.length; at++) {
        const bytes = Buffer.from(valid)
        bytes.write(letter, at, 'latin1')
        const refused = await refusal(readBytes(bytes))
        if (refused) places.add(`${valid.slice(at - 3, at)}[${valid[at]}]${valid.slice(at + 1, at + 4)}`)
      }
      // The last quote of the file: nothing closes the cell any more.
      expect({ letter, places: [...places] }).toEqual({ letter, places: ['Box["];9\r'] })
    }
  })

  /** Indexes of the rows a byte belongs to; a line end belongs to both its neighbours. */
  function touchedRows(at: number): number[] {
    const starts = LINES.map((_, i) => LINES.slice(0, i).join('\r\n').length + (i ? 2 : 0))
    return LINES.flatMap((line, i) => (at >= starts[i]! - 2 && at < starts[i]! + line.length + 2 ? [i] : []))
  }
})
