import { formBody, jsonBody, xmlBody } from '../../../../src/datasources/transport/request-body.ts'

test('JSON', () => {
  expect(jsonBody({ a: null, b: undefined })).toEqual({
    headers: { 'content-type': 'application/json' },
    body: '{"a":null}',
  })
})

test('a form keeps its order, repeats lists, and leaves out what is undefined', () => {
  expect(formBody({ b: 'x y&z=ä', a: ['1', '2'], none: undefined, empty: '' })).toEqual({
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: 'b=x+y%26z%3D%C3%A4&a=1&a=2&empty=',
  })
})

test('XML writes attributes, text, lists, null as an empty element, and nothing for undefined', () => {
  const { headers, body } = xmlBody({
    'soap:Envelope': {
      '@xmlns:soap': 'urn:x',
      guest: ['A & <B>', null],
      note: { '@lang': 'de', '#text': '"x"' },
      none: undefined,
      beds: 2,
    },
  })
  expect(headers).toEqual({ 'content-type': 'application/xml; charset=utf-8' })
  expect(body).toBe(
    '<?xml version="1.0" encoding="UTF-8"?><soap:Envelope xmlns:soap="urn:x"><guest>A &amp; &lt;B&gt;</guest><guest/>' +
      '<note lang="de">&quot;x&quot;</note><beds>2</beds></soap:Envelope>',
  )
})

test.each(['\u0000', 'a\u0008', '\ud800', '\uffff'])(
  'a text that XML cannot hold, %j, is the client’s mistake',
  (text) => {
    for (const content of [text, { '@b': text }, { b: [text] }])
      expect(() => xmlBody({ a: content })).toThrow(expect.objectContaining({ code: 'BAD_USER_INPUT' }))
  },
)

test.each(['a b', 'a>', '1a', '', 'a:b:c', 'a="1" b'])(
  'a name that no element has, %j, is written nowhere',
  (name) => {
    expect(() => xmlBody({ a: { [name]: '1' } })).toThrow(TypeError)
    expect(() => xmlBody({ a: { [`@${name}`]: '1' } })).toThrow(TypeError)
  },
)

test('a document has one root', () => {
  expect(() => xmlBody({ a: '1', b: '2' })).toThrow(TypeError)
  expect(() => xmlBody({})).toThrow(TypeError)
})
