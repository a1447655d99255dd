import { Counter, Gauge, type Registry } from 'prom-client'
import type { StreamListener } from './stream-event.ts'

/** Open subscriptions and sockets, and what went out over them. */
export function createStreamMetrics(registry: Registry): StreamListener {
  const registers = [registry]
  const open = new Gauge({
    name: 'headwater_subscriptions_open',
    help: 'Subscriptions that are open, by how they reach the client: ws or sse.',
    labelNames: ['transport'],
    registers,
  })
  const sockets = new Gauge({
    name: 'headwater_sockets_open',
    help: 'WebSockets that are open, with subscriptions or without.',
    registers,
  })
  const events = new Counter({
    name: 'headwater_subscription_events_total',
    help: 'Results that went out over subscriptions that have ended.',
    labelNames: ['transport'],
    registers,
  })
  for (const transport of ['ws', 'sse']) {
    open.set({ transport }, 0)
    events.inc({ transport }, 0)
  }
  return (event) => {
    switch (event.type) {
      case 'SOCKET_OPENED':
        sockets.inc()
        return
      case 'SOCKET_CLOSED':
        sockets.dec()
        return
      case 'SUBSCRIBED':
        open.inc({ transport: event.transport })
        return
      case 'ENDED':
        open.dec({ transport: event.transport })
        events.inc({ transport: event.transport }, event.events)
    }
  }
}
