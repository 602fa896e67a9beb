import { createHash } from 'node:crypto'
import { mkdir, open, rename } from 'node:fs/promises'
import { join } from 'node:path'
import type { RunFile, RunReport } from '../model/run-report.ts'
import { logLine } from './log-line.ts'
import { type ReportHtmlExtra, reportHtml } from './report-html.ts'
import { reportJson } from './report-json.ts'

/**
 * Writes report.json, report.html and run.log.ndjson into `dir` (made when absent) and tells what it wrote. Each file
 * appears whole under its name or not at all. Row files (result.csv, rejected.csv) are written by `writeRowFiles`
 * before; name them in `extra.beside` to have them linked.
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
  const bytes = Buffer.from(text, 'utf8')
  const path = join(dir, name)
  const file = await open(`${path}.part`, 'w')
  try {
    await file.writeFile(bytes)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(`${path}.part`, path)
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  return { direction: 'out', name, id: null, path, state: 'report', bytes: bytes.length, sha256, rows: null }
}
