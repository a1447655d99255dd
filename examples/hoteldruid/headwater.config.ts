import { defineConfig, env } from 'headwater'
import { hoteldruid } from './hoteldruid.ts'

/** A real HotelDruid 3.0: see README.md. The gateway's own store is HEADWATER_STORE_URL. */
export default defineConfig({
  systems: {
    CRS: {
      datasource: hoteldruid({
        url: process.env.HOTELDRUID_URL ?? 'http://127.0.0.1/hoteldruid',
        databaseUrl: env('HOTELDRUID_DB_URL'),
        property: { code: 'HD1', name: 'Hotel Druid' },
        currency: 'EUR',
        timeZone: 'UTC',
        phoneRegion: 'DE',
      }),
      owner: 'Reception',
      contact: 'frontdesk-team@example.com',
    },
  },
  // For trying it out: the README's keys work, and so the gateway listens on 127.0.0.1. Others get keys of their own by
  // `headwater keys create`, once this line is gone: real people's data is behind it.
  sandboxKeys: true,
})
