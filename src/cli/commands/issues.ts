import { UsageError } from '../../model/errors.ts'
import { findIssue, listIssues } from '../../store/issues.ts'
import type { IssueRow } from '../../store/schema.ts'
import { numberOption } from '../number-option.ts'
import type { Session } from '../session.ts'
import { shortTime } from '../times.ts'

export async function list(
  session: Session,
  options: { all?: boolean; side?: string; limit: string },
): Promise<number> {
  return session.workspace(async (workspace) => {
    const issues = await listIssues(workspace.store, {
      limit: numberOption('--limit', options.limit),
      ...(options.all ? {} : { state: 'open' }),
      ...(options.side ? { side: options.side } : {}),
    })
    if (session.terminal.json) session.terminal.printJson({ issues: issues.map(issueJson) })
    if (issues.length === 0) session.terminal.say(options.all ? 'No issues.' : 'No open issues.')
    else {
      session.terminal.table(
        [
          { title: 'id', align: 'right' },
          { title: 'code' },
          { title: 'side' },
          { title: 'about' },
          { title: 'whose job' },
          { title: 'seen', align: 'right' },
          { title: 'last seen' },
          { title: 'what' },
        ],
        issues.map((i) => [
          String(i.id),
          i.code,
          i.side,
          i.key,
          i.owner,
          `${i.occurrences}x`,
          shortTime(i.last_seen_at),
          `${i.state === 'open' ? (i.came_back > 0 ? 'came back: ' : '') : 'resolved: '}${i.text}`,
        ]),
      )
      session.terminal.say(`Next:  ${session.command} issues show ID      (how to mend it)`)
    }
    return 0
  }, true)
}

export async function show(session: Session, id: string): Promise<number> {
  return session.workspace(async (workspace) => {
    const issue = await findIssue(workspace.store, numberOption('issue', id))
    if (!issue) throw new UsageError(`There is no issue ${id}. See \`issues list --all\`.`)
    if (session.terminal.json) session.terminal.printJson({ issue: issueJson(issue) })
    session.terminal.table(
      [{ title: 'what' }, { title: 'value' }],
      [
        ['issue', `${issue.id}, ${issue.code}`],
        ['side', `${issue.side} / ${issue.flow}`],
        ['about', issue.key || '-'],
        ['state', issue.came_back > 0 ? `${issue.state}, came back ${issue.came_back}x` : issue.state],
        ['what', issue.text],
        ['how to mend it', issue.fix],
        ['whose job', issue.owner],
        ['first seen', shortTime(issue.opened_at)],
        ['last seen', `${shortTime(issue.last_seen_at)}, ${issue.occurrences}x`],
      ],
    )
    return 0
  }, true)
}

function issueJson(i: IssueRow) {
  return {
    id: i.id,
    code: i.code,
    key: i.key,
    side: i.side,
    flow: i.flow,
    state: i.state,
    owner: i.owner,
    text: i.text,
    fix: i.fix,
    occurrences: i.occurrences,
    cameBack: i.came_back,
    openedAt: i.opened_at,
    lastSeenAt: i.last_seen_at,
    resolvedAt: i.resolved_at,
  }
}
