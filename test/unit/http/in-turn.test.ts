import type { NextFunction, Request, RequestHandler, Response } from 'express'
import { inTurn } from '../../../src/http/in-turn.ts'

const run = (...handlers: RequestHandler[]): Promise<unknown[]> =>
  new Promise((resolve) => {
    const next: NextFunction = (...given: unknown[]) => resolve(given)
    inTurn(...handlers)({} as Request, {} as Response, next) as void
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

test.each<[how: string, handler: RequestHandler]>([
  ['passes on', (_request, _response, next) => next('no')],
  [
    'throws',
    () => {
      // eslint-disable-next-line @typescript-eslint/only-throw-error -- any value is an error to Express
      throw 'no'
    },
  ],
  // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- the same
  ['rejects with', () => Promise.reject('no') as unknown as void],
])('what a handler %s goes past the others', async (_how, handler) => {
  expect(await run(handler, unreached)).toEqual(['no'])
})
