import { EXIT_CODES } from '../model/exit-codes.ts'
import { ownerWord, severityWord } from '../reports/finding-groups.ts'
import { allCodes, type CodeExplanation } from './explain.ts'

const GROUPS: readonly [digit: string, title: string, about: string][] = [
  ['0', 'Configuration', 'Found in `tillbridge.yaml` and `partners/*.yaml`. Nothing runs until they are mended.'],
  ['1', 'File structure', 'The file as a whole, or the way its rows are cut into cells.'],
  ['2', 'Row content', 'One cell or one row; the other rows of the file are taken.'],
  ['3', 'Codes and matrix items', 'Reference codes: one code per variant and partner.'],
  ['4', 'Folders and transport', 'Files that cannot be fetched or put.'],
  ['5', 'Guards', 'A file that would change too much is held until a person has looked.'],
  ['6', 'Answers of shop and till', 'What the other side said or cannot do.'],
  ['7', 'Orders, money and reconciliation', 'Orders that cannot leave as they are, and amounts that do not agree.'],
]

/** docs/codes.md: every finding code and every exit code, printed from the tables in `model/`. */
export function codesReference(): string {
  return `# Codes

This page is printed from the program's own table; \`tillbridge explain CODE\` says the same.

A finding is one place in one file. An *error* keeps the row, order or file out until it is mended, a *warning* lets the
work go on, a *notice* needs nothing done. A code never changes its meaning and is never used again.

${GROUPS.map(groupSection).join('\n')}
## Exit codes

| code | meaning | try again by itself |
| ---: | --- | --- |
${EXIT_CODES.map((one) => `| ${one.code} | ${one.sentence} | ${one.retry ? 'yes' : 'no'} |`).join('\n')}

Of several results the worst counts, in the order 130, 2, 1, 5, 6, 7, 4, 3, 0. Any other number is a failure.
`
}

function groupSection([digit, title, about]: (typeof GROUPS)[number]): string {
  const codes = allCodes().filter((one) => one.code.startsWith(`TB${digit}`))
  return `## TB${digit}xxx ${title}\n\n${about}\n\n${codes.map(codeEntry).join('\n')}`
}

function codeEntry(one: CodeExplanation): string {
  return `### ${one.code} ${one.slug}

${severityWord(one.severity)}, for ${ownerWord(one.owner)}.

${markdown(one.explanation)}

**Fix:** ${markdown(one.fix)}
`
}

/** Angle brackets would be taken for HTML; code in backquotes is left alone. */
function markdown(text: string): string {
  return text
    .split('`')
    .map((part, i) => (i % 2 === 0 ? part.replaceAll('<', '&lt;').replaceAll('*', '\\*') : part))
    .join('`')
}
