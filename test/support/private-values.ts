import type { World } from '../../sandbox/world/world.ts'
import { sandboxConnection } from '../../sandbox/connection.ts'

/** What no log, metric or span may ever hold: who the sandbox's persons are, and what the vendors are signed in to with. */
export interface PrivateValues {
  /** Those that a text holds, each once. */
  in(text: string): string[]
}

export function collectPrivateValues(world: World): PrivateValues {
  const { hubspot, businessCentral, opera } = sandboxConnection()
  const secrets = [hubspot.token, businessCentral.clientSecret, opera.clientSecret, opera.appKey]
  const personal = new Set(world.persons.flatMap(({ email, phone }) => [email, phone]))
  return {
    in(text) {
      // By shape first: a log has millions of characters, and there are hundreds of persons.
      const candidates = text.match(/[\w.+-]+@[\w.-]+\w|\+\d{7,15}/g) ?? []
      const found = candidates.filter((candidate) => personal.has(candidate))
      // As the simulated ERP gives them.
      const taxIds = text.match(/\bDE\d{9}\b/g) ?? []
      return [...new Set([...found, ...taxIds, ...secrets.filter((secret) => text.includes(secret))])]
    },
  }
}
