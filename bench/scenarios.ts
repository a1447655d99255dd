import type { QuestionName } from './questions.ts'

export interface Scenario {
  name: string
  title: string
  question: QuestionName
  /** How long each system takes to answer. */
  latencyMs: number
  connections: number
  /** Which contenders: those without a cache, those with one, or those that put a write down before they do it. */
  among: 'PLAIN' | 'CACHED' | 'DURABLE'
}

/** How many customers Q4 asks about: all of them in every cache. */
export const hotCustomers = 100

export const scenarios: readonly Scenario[] = [
  { name: 'Q1', title: 'one customer', question: 'Q1', latencyMs: 0, connections: 32, among: 'PLAIN' },
  {
    name: 'Q2',
    title: 'a page over all systems',
    question: 'Q2',
    latencyMs: 0,
    connections: 32,
    among: 'PLAIN',
  },
  {
    name: 'Q3',
    title: '50 customers with bookings and orders',
    question: 'Q3',
    latencyMs: 0,
    connections: 8,
    among: 'PLAIN',
  },
  {
    name: 'Q2 alone, 20 ms',
    title: 'the page, systems that take 20 ms, nobody else',
    question: 'Q2',
    latencyMs: 20,
    connections: 1,
    among: 'PLAIN',
  },
  {
    name: 'Q3, 20 ms',
    title: 'the list, systems that take 20 ms',
    question: 'Q3',
    latencyMs: 20,
    connections: 32,
    among: 'PLAIN',
  },
  {
    name: 'Q4',
    title: 'the page of 100 customers again and again, from a cache',
    question: 'Q2',
    latencyMs: 0,
    connections: 32,
    among: 'CACHED',
  },
  {
    name: 'M1',
    title: 'an address is changed',
    question: 'M1',
    latencyMs: 0,
    connections: 32,
    among: 'DURABLE',
  },
]
