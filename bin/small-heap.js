// biome-ignore lint/style/useNodejsImportProtocol: Node 12 does not know it.
import v8 from 'v8'

const MIB = 1048576
/** Both halves of the space for young objects. V8 would let them grow to 32 MiB and more. */
const YOUNG_MIB = 16

/**
 * Tells V8 to prefer collecting garbage to asking for memory. A long import makes much garbage and keeps little: left
 * alone, V8 answers with twice the memory and hardly any speed. Flags on the command line would do the same, but not
 * every way to start us has one (`npx`, shebangs without `env -S`), and starting a second process would cost 40 ms.
 */
export function keepHeapSmall() {
  v8.setFlagsFromString('--heap-growing-percent=30')
  const timer = setInterval(() => {
    const young = v8.getHeapSpaceStatistics().find((space) => space.space_name === 'new_space')
    if (!young || young.space_size < YOUNG_MIB * MIB) return
    v8.setFlagsFromString('--semi-space-growth-factor=1')
    clearInterval(timer)
  }, 20)
  timer.unref()
}
