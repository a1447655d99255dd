import { operatorName } from './operator-name.ts'
import { printWrite } from './print-write.ts'
import { withWrites } from './with-writes.ts'

/** `headwater writes show`: values only for who asks for them, which is audited. @throws StartRefusedError, GatewayError */
export async function showWrite(
  writeId: string,
  options: { config?: string; values?: boolean; json?: boolean },
): Promise<void> {
  const { config, values = false, json = false } = options
  const nothing = (): null => null
  await withWrites(config, nothing, async (administration) => {
    const write = values
      ? await administration.showValues(writeId, operatorName())
      : await administration.show(writeId)
    if (json) console.log(JSON.stringify(write))
    else printWrite(write, Date.now())
  })
}
