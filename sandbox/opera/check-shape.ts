import { z } from 'zod'
import { invalidBody } from './problem.ts'
import type { Profile, Reservation } from './wire.ts'

/** The shapes that the simulator itself reads; all else of a body is kept as it comes. */
const text = z.string().max(2000)

const preferenceGroups = z.array(
  z.looseObject({ preferenceType: text, preference: z.array(z.looseObject({ preferenceValue: text })) }),
)

const profileShape = z.looseObject({
  customer: z
    .looseObject({
      personName: z.array(z.looseObject({ givenName: text.optional(), surname: text.optional() })).optional(),
      vipStatus: text.optional(),
    })
    .optional(),
  addresses: z
    .looseObject({ addressInfo: z.array(z.looseObject({ address: z.looseObject({}) })) })
    .optional(),
  telephones: z
    .looseObject({
      telephoneInfo: z.array(z.looseObject({ telephone: z.looseObject({ phoneNumber: text }) })),
    })
    .optional(),
  emails: z
    .looseObject({ emailInfo: z.array(z.looseObject({ email: z.looseObject({ emailAddress: text }) })) })
    .optional(),
  profileMemberships: z
    .looseObject({ profileMembership: z.array(z.looseObject({ membershipId: text })) })
    .optional(),
  preferenceCollection: z.looseObject({ preferenceType: preferenceGroups }).optional(),
})

const guestCounts = z.looseObject({ adults: z.int().optional(), children: z.int().optional() }).optional()

const reservationShape = z.looseObject({
  roomStay: z
    .looseObject({
      arrivalDate: text.optional(),
      departureDate: text.optional(),
      guestCounts,
      roomRates: z
        .array(
          z.looseObject({
            roomType: text,
            ratePlanCode: text,
            guestCounts,
            rates: z
              .looseObject({
                rate: z
                  .array(
                    z.looseObject({
                      base: z.looseObject({ amountBeforeTax: z.number().optional() }).optional(),
                    }),
                  )
                  .optional(),
              })
              .optional(),
          }),
        )
        .optional(),
    })
    .optional(),
  reservationGuests: z
    .array(
      z.looseObject({
        profileInfo: z
          .looseObject({ profileIdList: z.array(z.looseObject({ id: text, type: text })).optional() })
          .optional(),
      }),
    )
    .optional(),
  reservationPaymentMethods: z.array(z.looseObject({ paymentMethod: text })).optional(),
  preferenceCollection: preferenceGroups.optional(),
  externalReferences: z.array(z.looseObject({ id: text })).optional(),
})

/** @throws Refusal 400 naming the first member that is not as the vendor describes it */
export function checkProfile(profile: Record<string, unknown>): Profile {
  refuseUnless(profileShape, profile)
  return profile
}

/** @throws Refusal 400 as for a profile */
export function checkReservation(reservation: Record<string, unknown>): Partial<Reservation> {
  refuseUnless(reservationShape, reservation)
  return reservation
}

function refuseUnless(shape: z.ZodType, value: unknown): void {
  const [issue] = shape.safeParse(value).error?.issues ?? []
  if (issue) throw invalidBody(`${issue.path.join('.')}: ${issue.message}`)
}
