import type { Fault } from './fault.ts'

/** Free text. Line ends and tabs inside quoted cells are text; other control characters are damage. */
export function textParser(): (text: string) => string | Fault {
  return (text) => {
    if (PLAIN.test(text)) return text
    if (hasControls(text)) return CONTROL_FAULT
    return isMojibake(text) ? MOJIBAKE_FAULT : text
  }
}

/** Yes or no in the words of a till. Others are declared with `map: { J: yes }`. */
export function flagParser(): (text: string) => boolean | Fault {
  return (text) => FLAGS.get(text.toLowerCase()) ?? FLAG_FAULT
}

const YES = ['1', 'yes', 'y', 'true', 't', 'ja', 'j', 'x']
const NO = ['0', 'no', 'n', 'false', 'f', 'nej', 'nein']
const FLAGS = new Map([...YES.map((word) => [word, true] as const), ...NO.map((word) => [word, false] as const)])
const FLAG_FAULT: Fault = { code: 'TB2602', expected: 'yes or no' }

/** Most cells: nothing to look for in them. */
const PLAIN = /^[\x20-\x7e]*$/
const CONTROLS = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]/

export const CONTROL_FAULT: Fault = { code: 'TB1010', expected: 'text without control characters' }
export const MOJIBAKE_FAULT: Fault = { code: 'TB1003', expected: 'text in the declared encoding' }

export function hasControls(text: string): boolean {
  return CONTROLS.test(text)
}

/**
 * Signs of text read in a wrong encoding: UTF-8 read as windows-1252 or Latin-1 (Ã¸ Ã¥ Ã¦ Ã¼ ï»¿), anything read as a DOS
 * code page (box drawings: ├© ┼), a DOS code page read as windows-1252 (Bl† r›d), and the replacement character that a
 * program before us wrote for letters it lost.
 */
const MOJIBAKE =
  /Ã[¸¥¦¼¶¤©˜…†œŸ–„\u0098\u0085\u0086\u009c\u009f\u0096\u0084]|ï»¿|Â[\u00a0-\u00bf]|[\u2500-\u256c]|[A-Za-z][†›]|[†›][a-z]|\ufffd/

export function isMojibake(text: string): boolean {
  return MOJIBAKE.test(text)
}
