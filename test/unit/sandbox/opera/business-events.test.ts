import { openOpera } from './open-opera.ts'

const queue = '/int/v1/externalSystem/HEADWATER/hotels/HWBER/businessEvents'

interface EventsBody {
  businessEventData: { businessEvent: { header: { primaryKey: string } }; businessEventId: { id: string } }[]
}

async function changeProfiles(call: ReturnType<typeof openOpera>['call'], count: number) {
  for (let turn = 0; turn < count; turn++) {
    const profileDetails = { customer: { vipStatus: String(1 + (turn % 3)) } }
    await call('PUT', '/crm/v1/profiles/80003', { body: { profileDetails } })
  }
}

describe("OPERA's event queue", () => {
  test('gives each event once, at most 20 a call, in order', async () => {
    const { call } = openOpera()
    await changeProfiles(call, 25)
    const first = (await call('GET', queue)).body as EventsBody
    const second = (await call('GET', queue)).body as EventsBody
    expect([first.businessEventData.length, second.businessEventData.length]).toEqual([20, 5])
    const ids = [...first.businessEventData, ...second.businessEventData].map((one) =>
      Number(one.businessEventId.id),
    )
    expect(ids).toEqual([...new Set(ids)].toSorted((a, b) => a - b))
    expect((await call('GET', queue)).status).toBe(204)
  })

  test('never gives an id twice, also when the queue was empty', async () => {
    const { call } = openOpera()
    await changeProfiles(call, 1)
    const before = (await call('GET', queue)).body as EventsBody
    await changeProfiles(call, 1)
    const after = (await call('GET', queue)).body as EventsBody
    expect(after.businessEventData[0]?.businessEventId.id).not.toBe(
      before.businessEventData[0]?.businessEventId.id,
    )
  })

  test('is one hotel, or all of them', async () => {
    const { call } = openOpera()
    await changeProfiles(call, 1)
    expect((await call('GET', queue.replace('HWBER', 'HWNYC'))).status).toBe(204)
    expect((await call('GET', '/int/v1/externalSystem/HEADWATER/businessEvents')).status).toBe(200)
  })

  test.each([
    ['more than 20', `${queue}?limit=21`],
    ['another consumer', queue.replace('HEADWATER', 'OTHER')],
  ])('refuses %s', async (_, target) => {
    const { call } = openOpera()
    expect((await call('GET', target)).status).toBe(400)
  })
})
