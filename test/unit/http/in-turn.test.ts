import type { NextFunction, Request, RequestHandler, Response } from 'express'
import { inTurn } from '../../../src/http/in-turn.ts'

const run = (...handlers: RequestHandler[]): Promise<unknown[]> =>
  new Promise((resolve) => {
    const next: NextFunction = (...given: unknown[]) => resolve(given)
    void inTurn(...handlers)({} as Request, {} as Response, next)
  })

test('handlers are called one after the other, and then whoever comes next', async () => {
  const called: number[] = []
  const handlers = [1, 2, 3].map((number): RequestHandler => (_request, _response, next) => {
    called.push(number)
    if (number === 2) setImmediate(next)
    else next()
  })
  expect(await run(...handlers)).toEqual([undefined])
  expect(called).toEqual([1, 2, 3])
})

const unreached: RequestHandler = () => {
  throw new Error('it was called')
}
const no = new Error('no')

test.each<[how: string, handler: RequestHandler]>([
  ['passes on', (_request, _response, next) => next(no)],
  [
    'throws',
    () => {
      throw no
    },
  ],
  ['rejects with', () => Promise.reject(no)],
])('what a handler %s goes past the others', async (_how, handler) => {
  expect(await run(handler, unreached)).toEqual([no])
})
