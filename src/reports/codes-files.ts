import { mkdir } from 'node:fs/promises'
import type { RunFile } from '../model/run-report.ts'
import { codesCsv } from './codes-csv.ts'
import { codesHtml } from './codes-html.ts'
import { codesJson } from './codes-json.ts'
import type { CodesReport } from './codes-report.ts'
import { createReportFile } from './report-file.ts'

/** Writes codes.json, codes.csv and codes.html into `dir` (made when absent). Each appears whole under its name or not at all. */
export async function writeCodesReports(report: CodesReport, dir: string, delimiter = ';'): Promise<RunFile[]> {
  await mkdir(dir, { recursive: true })
  return [
    await writePieces(dir, 'codes.json', codesJson(report), report.findings.length),
    await writePieces(dir, 'codes.csv', codesCsv(report, delimiter), report.findings.length),
    await writePieces(dir, 'codes.html', [codesHtml(report)], null),
  ]
}

async function writePieces(dir: string, name: string, pieces: Iterable<string>, rows: number | null): Promise<RunFile> {
  const file = await createReportFile(dir, name)
  try {
    for (const piece of pieces) await file.write(piece)
    return await file.finish(rows)
  } catch (error) {
    await file.abandon().catch(() => undefined) // Closed already when the disk refused the last bytes.
    throw error
  }
}
