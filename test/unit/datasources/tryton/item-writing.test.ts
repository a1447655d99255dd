import { declared } from '../../../../src/conformance/declared.ts'
import { decimal } from './captured-replies.ts'
import { call, openTryton, recordsOfKind, startScriptedTryton } from './scripted-tryton.ts'

test('a product is changed in its template, with the product in it, under the stamps of both', async () => {
  const server = await startScriptedTryton()
  const { datasource } = openTryton(server.url)
  const product = { id: 7, _timestamp: '1.5', 'template.': { id: 3, _timestamp: '1.25' } }
  server.answer = ({ method }) => ({ result: method.endsWith('search_read') ? [product] : null })
  const { patch } = declared(recordsOfKind(datasource, 'InventoryItem').writing, 'writing')
  const values = { name: 'Towel', unitPrice: { amount: '24.00', currency: 'EUR' } }
  await patch?.run({ externalId: '7', values, ifVersion: '1.5', reference: 'hw-1' }, call)
  expect(server.calls.at(-1)).toEqual({
    method: 'model.product.template.write',
    params: [
      [3],
      { name: 'Towel', list_price: decimal('24'), products: [['write', [7], {}]] },
      expect.objectContaining({ _timestamp: { 'product.product,7': '1.5', 'product.template,3': '1.25' } }),
    ],
  })
  await datasource.close()
  await server.close()
})
