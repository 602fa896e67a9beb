// Must be understood by Node 12: no `?.`, no `??`.

/** The oldest Node that runs tillbridge; the same as `engines` in package.json. */
export const MINIMUM = '22.22.0'

/** '' when this Node will do, else one sentence that says what to do. */
export function tooOldSentence(version) {
  if (compareVersions(version, MINIMUM) >= 0) return ''
  const minimum = MINIMUM.replace(/\.0$/, '')
  const needs = `tillbridge needs Node ${minimum} or newer; this is ${version}.`
  return `${needs} Install a current Node from nodejs.org, then run the same command again.`
}

/** Below 0 when a is older than b, above 0 when it is newer. A pre-release counts as its release. */
export function compareVersions(a, b) {
  const left = numbers(a)
  const right = numbers(b)
  return left[0] - right[0] || left[1] - right[1] || left[2] - right[2]
}

function numbers(version) {
  const parts = version.replace(/^v/, '').split(/[-+]/)[0].split('.')
  return [Number(parts[0]) || 0, Number(parts[1]) || 0, Number(parts[2]) || 0]
}
