import { classifyFailure } from '../../../../src/datasources/failures.ts'
import { jsonRpcFailures, jsonRpcRequest } from '../../../../src/datasources/transport/json-rpc.ts'

test('a call of a method, by name or position, in either version', () => {
  expect(jsonRpcRequest({ method: 'guest.find', params: { id: 7 } })).toEqual({
    operation: 'guest.find',
    effect: 'READ',
    method: 'POST',
    path: '/',
    headers: { 'content-type': 'application/json' },
    body: '{"jsonrpc":"2.0","id":1,"method":"guest.find","params":{"id":7}}',
  })
  const call = {
    method: 'm',
    params: [1],
    effect: 'WRITE',
    operation: 'o',
    path: '/rpc',
    version: '1.0',
  } as const
  expect(jsonRpcRequest(call)).toMatchObject({
    operation: 'o',
    effect: 'WRITE',
    path: '/rpc',
    body: '{"id":1,"method":"m","params":[1]}',
  })
})

test.each([
  [{ result: null }, null, null],
  [{ result: 1, error: null }, null, null],
  [[{ error: 1 }], null, null],
  [{ error: { code: -32601 } }, 'SCHEMA_DRIFT', 'NONE'],
  [{ error: { code: -32602, message: 'params' } }, 'VALIDATION', 'NONE'],
  [{ error: { code: -32700 } }, 'BAD_RESPONSE', 'NONE'],
  [{ error: { code: -32000 } }, 'BAD_RESPONSE', 'UNKNOWN'],
  [{ error: 'text' }, 'BAD_RESPONSE', 'UNKNOWN'],
])('%j with HTTP 200 is %s, effect %s', (body, failure, effect) => {
  const found = classifyFailure(jsonRpcFailures, { status: 200, headers: {}, body, network: null })
  expect([found?.failure ?? null, found?.effect ?? null]).toEqual([failure, effect])
})
