import { closeDeclarations } from '../compose/open-declarations.ts'
import { describeLook, type Level, type LookLine } from './describe-look.ts'
import { formatTable } from './format-table.ts'
import { lookAtSystem, type SignIn } from './look-at-system.ts'
import { openApart } from './open-apart.ts'
import type { Prepared } from './prepare.ts'

/**
 * `headwater check --live`: asks the systems of the config what they are like, reads a few records of every kind, and prints what
 * came of it, from the network to single fields. Reads only. @returns whether nothing fails
 */
export async function checkLive(
  prepared: Pick<Prepared, 'loaded' | 'logger'>,
  print: (line: string) => void,
): Promise<boolean> {
  const signIns = new Map<string, SignIn>()
  const { opened, watchEmbedded } = openApart(prepared, (event) => {
    if (event.type === 'SIGN_IN') signIns.set(event.system, event)
  })
  const levels: Level[] = []
  try {
    // One after the other, so that a system's use of the embedded database is known for its own.
    for (const [system, datasource] of opened.declarations.datasources) {
      const look = () => lookAtSystem(system, datasource, (name) => signIns.get(name))
      const { result, wantedEmbedded } = await watchEmbedded(look)
      const lines = wantedEmbedded ? [ownDatabase] : describeLook(result)
      print(`${system} (${datasource.vendor})`)
      print(
        formatTable(
          lines.map(({ level, about, text }) => [level, about, text]),
          '  ',
        ),
      )
      levels.push(...lines.map(({ level }) => level))
    }
  } finally {
    await closeDeclarations(opened)
  }
  const count = (level: Level) => levels.filter((one) => one === level).length
  print(`${count('FAIL')} FAIL, ${count('WARN')} WARN, ${count('OK')} OK, ${count('SKIP')} SKIP`)
  return count('FAIL') === 0
}

const ownDatabase: LookLine = {
  level: 'SKIP',
  about: 'reached',
  text: 'it is the gateway’s own database, which only the gateway opens',
}
