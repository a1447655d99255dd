import type { Simulator } from '../../../../sandbox/kit/simulator.ts'

interface Thing {
  id: string
  value: string
}

/** A vendor of nothing: PUT /things/<id> keeps its body, GET reads it; one token, made invalid by expireTokens. */
export function createEchoSimulator(): Simulator {
  const things = new Map<string, unknown>()
  let valid = true
  return {
    name: 'echo',
    gates: [() => (valid ? null : { status: 401, body: { echo: 'token' } })],
    operations: [
      {
        name: 'putThing',
        method: 'PUT',
        path: /^\/things\/(?<id>[^/]+)$/,
        handle({ params, body }) {
          const thing: Thing = { id: params.id ?? '', value: body }
          things.set(thing.id, thing)
          return { status: 200, body: thing }
        },
      },
      {
        name: 'getThing',
        method: 'GET',
        path: /^\/things\/(?<id>[^/]+)$/,
        handle({ params }) {
          const thing = things.get(params.id ?? '')
          return thing ? { status: 200, body: thing } : { status: 404, body: { echo: 'none' } }
        },
      },
      {
        name: 'breakDown',
        method: 'POST',
        path: /^\/break$/,
        handle: () => Promise.reject(new Error('bug')),
      },
    ],
    notFound: () => ({ status: 404, body: { echo: 'path' } }),
    rateLimited: () => ({ status: 429, headers: { 'retry-after': '1' }, body: { echo: 'slow down' } }),
    failure: (status) => ({ status, body: { echo: 'fault' } }),
    expireTokens: () => void (valid = false),
    records: { things },
  }
}
