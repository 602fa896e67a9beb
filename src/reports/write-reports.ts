import { mkdir } from 'node:fs/promises'
import type { RunFile, RunReport } from '../model/run-report.ts'
import { logLine } from './log-line.ts'
import { createReportFile } from './report-file.ts'
import { type ReportHtmlExtra, reportHtml } from './report-html.ts'
import { reportJson } from './report-json.ts'

/**
 * Writes report.json, report.html and run.log.ndjson into `dir` (made when absent) and tells what it wrote. Each file
 * appears whole under its name or not at all. Row files (result.csv, rejected.csv) are written by `writeRowFiles` before;
 * with them in `report.files` the page links to them.
 */
export async function writeReports(report: RunReport, dir: string, extra: ReportHtmlExtra = {}): Promise<RunFile[]> {
  await mkdir(dir, { recursive: true })
  return [
    await writeWhole(dir, 'report.json', reportJson(report)),
    await writeWhole(dir, 'report.html', reportHtml(report, extra)),
    await writeWhole(dir, 'run.log.ndjson', logLine(report)),
  ]
}

async function writeWhole(dir: string, name: string, text: string): Promise<RunFile> {
  const file = await createReportFile(dir, name)
  try {
    await file.write(text)
    return await file.finish(null)
  } catch (error) {
    await file.abandon().catch(() => undefined) // Closed already when the disk refused the last bytes.
    throw error
  }
}
