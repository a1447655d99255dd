import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { EntityHandle } from '../reads/entity-handle.ts';
import type { ResolverContext } from './context.ts';
export type Maybe<T> = T | null;
export type InputMaybe<T> = T | null;
export type Omit<T, K extends keyof T> = Pick<T, Exclude<keyof T, K>>;
export type RequireFields<T, K extends keyof T> = Omit<T, K> & { [P in K]-?: NonNullable<T[P]> };
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  CountryCode: { input: string; output: string; }
  Currency: { input: string; output: string; }
  DateTime: { input: string; output: string; }
  /** A decimal number as text, exact: `"1234.50"`. */
  Decimal: { input: string; output: string; }
  EmailAddress: { input: string; output: string; }
  LocalDate: { input: string; output: string; }
  Locale: { input: string; output: string; }
  NonNegativeInt: { input: number; output: number; }
  PhoneNumber: { input: string; output: string; }
  PositiveInt: { input: number; output: number; }
};

export type Address = {
  readonly __typename?: 'Address';
  readonly city?: Maybe<Scalars['String']['output']>;
  readonly country?: Maybe<Scalars['CountryCode']['output']>;
  readonly postalCode?: Maybe<Scalars['String']['output']>;
  readonly region?: Maybe<Scalars['String']['output']>;
  readonly street?: Maybe<Scalars['String']['output']>;
};

export type AddressInput = {
  readonly city?: InputMaybe<Scalars['String']['input']>;
  readonly country?: InputMaybe<Scalars['CountryCode']['input']>;
  readonly postalCode?: InputMaybe<Scalars['String']['input']>;
  readonly region?: InputMaybe<Scalars['String']['input']>;
  readonly street?: InputMaybe<Scalars['String']['input']>;
};

export type AuditConnection = {
  readonly __typename?: 'AuditConnection';
  readonly edges: ReadonlyArray<AuditEdge>;
  readonly pageInfo: PageInfo;
};

export type AuditEdge = {
  readonly __typename?: 'AuditEdge';
  readonly cursor: Scalars['String']['output'];
  readonly node?: Maybe<AuditEntry>;
};

/** Something that was done or refused. Entries are only ever added; a chain of hashes over them shows a change. */
export type AuditEntry = {
  readonly __typename?: 'AuditEntry';
  readonly at: Scalars['DateTime']['output'];
  /** Through which client, where that is known. */
  readonly client?: Maybe<Scalars['String']['output']>;
  /** The error code, where it was not applied. */
  readonly code?: Maybe<Scalars['String']['output']>;
  readonly entity?: Maybe<Scalars['String']['output']>;
  /** Canonical id. */
  readonly entityId?: Maybe<Scalars['ID']['output']>;
  /** What it was, e.g. `customer.updated`, `customer.updated.outcome`, `denied`. */
  readonly event: Scalars['String']['output'];
  /** What else is known of it. */
  readonly facts: ReadonlyArray<AuditFact>;
  /** What was to be set; empty unless `values` is KEPT. */
  readonly fields: ReadonlyArray<AuditField>;
  readonly id: Scalars['ID']['output'];
  /** What came of it at the system, e.g. `APPLIED`. */
  readonly outcome?: Maybe<Scalars['String']['output']>;
  /** Its place in the chain; null until it is sealed, a second later. */
  readonly position?: Maybe<Scalars['Int']['output']>;
  /** Who: the key, or the token's subject; null where nobody was known. */
  readonly principal?: Maybe<Scalars['String']['output']>;
  /** Id of the request; its log line has it too. */
  readonly requestId?: Maybe<Scalars['String']['output']>;
  readonly system?: Maybe<System>;
  /** The vendor's own id of the call. */
  readonly upstreamRequestId?: Maybe<Scalars['String']['output']>;
  readonly values: AuditValues;
  readonly writeId?: Maybe<Scalars['ID']['output']>;
};

export type AuditFact = {
  readonly __typename?: 'AuditFact';
  readonly name: Scalars['String']['output'];
  readonly value?: Maybe<Scalars['String']['output']>;
};

export type AuditField = {
  readonly __typename?: 'AuditField';
  readonly after?: Maybe<Scalars['String']['output']>;
  /** JSON; null where it is hidden, or was not known. */
  readonly before?: Maybe<Scalars['String']['output']>;
  /** Of the entity, e.g. `email`. */
  readonly field: Scalars['String']['output'];
  readonly visibility: AuditVisibility;
};

/** All that are given have to hold. */
export type AuditFilter = {
  readonly entity?: InputMaybe<Scalars['String']['input']>;
  readonly entityId?: InputMaybe<Scalars['ID']['input']>;
  /** As in `AuditEntry.event`. */
  readonly event?: InputMaybe<Scalars['String']['input']>;
  readonly principal?: InputMaybe<Scalars['String']['input']>;
  readonly since?: InputMaybe<Scalars['DateTime']['input']>;
  readonly system?: InputMaybe<System>;
  readonly until?: InputMaybe<Scalars['DateTime']['input']>;
  readonly writeId?: InputMaybe<Scalars['ID']['input']>;
};

export type AuditValues =
  /** Of a person who was erased: nobody can read them any more. */
  | 'ERASED'
  | 'KEPT'
  /** There were none. */
  | 'NONE'
  /** They were changed in the store. */
  | 'UNREADABLE';

export type AuditVisibility =
  /** The caller may not read the field, or not in every record. */
  | 'HIDDEN'
  /** As the field's mask shows it. */
  | 'MASKED'
  | 'SHOWN';

/** A reservation of a room at one property. */
export type Booking = Node & {
  readonly __typename?: 'Booking';
  readonly adults?: Maybe<Scalars['Int']['output']>;
  /** A date in the property's time zone. */
  readonly arrival?: Maybe<Scalars['LocalDate']['output']>;
  /** The campaign that sold it. */
  readonly attribution?: Maybe<Campaign>;
  readonly children?: Maybe<Scalars['Int']['output']>;
  readonly confirmationNumber?: Maybe<Scalars['String']['output']>;
  readonly createdAt?: Maybe<Scalars['DateTime']['output']>;
  /** The primary guest. */
  readonly customer?: Maybe<Customer>;
  readonly departure?: Maybe<Scalars['LocalDate']['output']>;
  readonly deposit?: Maybe<Money>;
  readonly id: Scalars['ID']['output'];
  readonly paymentStatus?: Maybe<PaymentStatus>;
  readonly property?: Maybe<Property>;
  readonly ratePlan?: Maybe<Scalars['String']['output']>;
  readonly roomType?: Maybe<Scalars['String']['output']>;
  /** How the booking came in, e.g. WEB, TRAVEL_AGENT. */
  readonly sourceChannel?: Maybe<Scalars['String']['output']>;
  readonly sources?: Maybe<ReadonlyArray<Source>>;
  readonly specialRequests?: Maybe<Scalars['String']['output']>;
  readonly status?: Maybe<BookingStatus>;
  readonly totalPrice?: Maybe<Money>;
  readonly updatedAt?: Maybe<Scalars['DateTime']['output']>;
};

export type BookingConnection = {
  readonly __typename?: 'BookingConnection';
  readonly edges: ReadonlyArray<BookingEdge>;
  readonly pageInfo: PageInfo;
};

export type BookingEdge = {
  readonly __typename?: 'BookingEdge';
  readonly cursor: Scalars['String']['output'];
  readonly node?: Maybe<Booking>;
};

/** All given conditions must hold; they must be on fields of one owner. */
export type BookingFilter = {
  readonly arrivalFrom?: InputMaybe<Scalars['LocalDate']['input']>;
  readonly arrivalTo?: InputMaybe<Scalars['LocalDate']['input']>;
  readonly confirmationNumber?: InputMaybe<Scalars['String']['input']>;
  readonly departureFrom?: InputMaybe<Scalars['LocalDate']['input']>;
  readonly departureTo?: InputMaybe<Scalars['LocalDate']['input']>;
  /** Property code. */
  readonly property?: InputMaybe<Scalars['String']['input']>;
  readonly status?: InputMaybe<ReadonlyArray<BookingStatus>>;
};

export type BookingOrder = {
  readonly direction?: OrderDirection;
  readonly field: BookingOrderField;
};

export type BookingOrderField =
  | 'ARRIVAL'
  | 'DEPARTURE';

export type BookingPayload = {
  readonly __typename?: 'BookingPayload';
  readonly booking?: Maybe<Booking>;
  readonly receipts: ReadonlyArray<Receipt>;
  readonly userErrors: ReadonlyArray<UserError>;
  readonly writeId: Scalars['ID']['output'];
};

export type BookingStatus =
  | 'CANCELLED'
  | 'CHECKED_IN'
  | 'CHECKED_OUT'
  | 'CONFIRMED'
  | 'NO_SHOW'
  | 'REQUESTED'
  | 'RESERVED'
  /** The system holds a status that the gateway does not know; never an input. */
  | 'UNKNOWN'
  | 'WAITLISTED';

/** Whether calls are sent: after several failures in a row they are not. */
export type BreakerState =
  /** All calls are sent. */
  | 'CLOSED'
  /** One at a time is sent, to see whether the system is back. */
  | 'HALF_OPEN'
  /** None is sent. */
  | 'OPEN';

/** The marketing campaign that a contact or sale is credited to (utm parameters). */
export type Campaign = {
  readonly __typename?: 'Campaign';
  readonly medium?: Maybe<Scalars['String']['output']>;
  readonly name?: Maybe<Scalars['String']['output']>;
  readonly source?: Maybe<Scalars['String']['output']>;
};

export type CampaignInput = {
  readonly medium?: InputMaybe<Scalars['String']['input']>;
  readonly name?: InputMaybe<Scalars['String']['input']>;
  readonly source?: InputMaybe<Scalars['String']['input']>;
};

/** How a field of a filter compares. */
export type Comparison =
  | 'CONTAINS'
  | 'EQ'
  | 'GT'
  | 'GTE'
  | 'IN'
  | 'LT'
  | 'LTE'
  | 'STARTS_WITH';

export type CreateBookingInput = {
  readonly adults?: InputMaybe<Scalars['Int']['input']>;
  readonly arrival: Scalars['LocalDate']['input'];
  readonly children?: InputMaybe<Scalars['Int']['input']>;
  /** The primary guest. */
  readonly customer: Scalars['ID']['input'];
  readonly departure: Scalars['LocalDate']['input'];
  /** Property code. */
  readonly property: Scalars['String']['input'];
  readonly ratePlan?: InputMaybe<Scalars['String']['input']>;
  readonly roomType?: InputMaybe<Scalars['String']['input']>;
  readonly specialRequests?: InputMaybe<Scalars['String']['input']>;
};

export type CreateCustomerInput = {
  readonly accountManager?: InputMaybe<Scalars['String']['input']>;
  readonly address?: InputMaybe<AddressInput>;
  readonly blocked?: InputMaybe<CustomerBlockInput>;
  readonly company?: InputMaybe<Scalars['String']['input']>;
  readonly creditLimit?: InputMaybe<MoneyInput>;
  readonly email?: InputMaybe<Scalars['EmailAddress']['input']>;
  readonly familyName?: InputMaybe<Scalars['String']['input']>;
  readonly givenName?: InputMaybe<Scalars['String']['input']>;
  readonly language?: InputMaybe<Scalars['Locale']['input']>;
  readonly lifecycleStage?: InputMaybe<LifecycleStageInput>;
  readonly loyaltyPoints?: InputMaybe<Scalars['Int']['input']>;
  readonly marketingConsent?: InputMaybe<MarketingConsentInput>;
  readonly paymentTerms?: InputMaybe<Scalars['String']['input']>;
  readonly phone?: InputMaybe<Scalars['PhoneNumber']['input']>;
  readonly segment?: InputMaybe<Scalars['String']['input']>;
  readonly stayPreferences?: InputMaybe<ReadonlyArray<StayPreferenceInput>>;
  readonly taxId?: InputMaybe<Scalars['String']['input']>;
  readonly vipLevel?: InputMaybe<Scalars['String']['input']>;
};

export type CreateOrderInput = {
  /** Where nothing is said, the customer's. */
  readonly currency?: InputMaybe<Scalars['Currency']['input']>;
  readonly customer: Scalars['ID']['input'];
  /** The number that the ordering side gave it: also how a repeat is recognized. */
  readonly externalReference?: InputMaybe<Scalars['String']['input']>;
  readonly lines: ReadonlyArray<OrderLineInput>;
  readonly orderDate?: InputMaybe<Scalars['LocalDate']['input']>;
};

/** A person or company that the business serves, whichever systems know them. */
export type Customer = Node & {
  readonly __typename?: 'Customer';
  /** The employee who looks after the customer: their id in the CRM. */
  readonly accountManager?: Maybe<Scalars['String']['output']>;
  readonly address?: Maybe<Address>;
  readonly balanceDue?: Maybe<Money>;
  /** What the customer may no longer do: nothing is blocked when NONE. */
  readonly blocked?: Maybe<CustomerBlock>;
  readonly bookings?: Maybe<BookingConnection>;
  readonly campaign?: Maybe<Campaign>;
  readonly company?: Maybe<Scalars['String']['output']>;
  readonly createdAt?: Maybe<Scalars['DateTime']['output']>;
  readonly creditLimit?: Maybe<Money>;
  readonly customerKey?: Maybe<Scalars['String']['output']>;
  readonly customerNumber?: Maybe<Scalars['String']['output']>;
  readonly email?: Maybe<Scalars['EmailAddress']['output']>;
  readonly familyName?: Maybe<Scalars['String']['output']>;
  readonly givenName?: Maybe<Scalars['String']['output']>;
  readonly id: Scalars['ID']['output'];
  readonly language?: Maybe<Scalars['Locale']['output']>;
  /** What they last asked for on a website, in their own words. */
  readonly lastEnquiry?: Maybe<Scalars['String']['output']>;
  /** Where the first contact came from, e.g. ORGANIC_SEARCH. */
  readonly leadSource?: Maybe<Scalars['String']['output']>;
  readonly lifecycleStage?: Maybe<LifecycleStage>;
  readonly lifetimeValue?: Maybe<Money>;
  readonly loyaltyPoints?: Maybe<Scalars['Int']['output']>;
  readonly marketingConsent?: Maybe<MarketingConsent>;
  readonly membershipNumber?: Maybe<Scalars['String']['output']>;
  readonly orders?: Maybe<OrderConnection>;
  readonly paymentTerms?: Maybe<Scalars['String']['output']>;
  /** E.164. */
  readonly phone?: Maybe<Scalars['PhoneNumber']['output']>;
  readonly segment?: Maybe<Scalars['String']['output']>;
  readonly sources?: Maybe<ReadonlyArray<Source>>;
  readonly stayPreferences?: Maybe<ReadonlyArray<StayPreference>>;
  readonly taxId?: Maybe<Scalars['String']['output']>;
  readonly updatedAt?: Maybe<Scalars['DateTime']['output']>;
  readonly vipLevel?: Maybe<Scalars['String']['output']>;
};


/** A person or company that the business serves, whichever systems know them. */
export type CustomerBookingsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/** A person or company that the business serves, whichever systems know them. */
export type CustomerOrdersArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};

export type CustomerBlock =
  | 'ALL'
  | 'INVOICING'
  | 'NONE'
  | 'SHIPPING'
  | 'UNKNOWN';

export type CustomerBlockInput =
  | 'ALL'
  | 'INVOICING'
  | 'NONE'
  | 'SHIPPING';

export type CustomerConnection = {
  readonly __typename?: 'CustomerConnection';
  readonly edges: ReadonlyArray<CustomerEdge>;
  readonly pageInfo: PageInfo;
};

export type CustomerEdge = {
  readonly __typename?: 'CustomerEdge';
  readonly cursor: Scalars['String']['output'];
  readonly node?: Maybe<Customer>;
};

/** All given conditions must hold; they must be on fields of one owner. */
export type CustomerFilter = {
  readonly accountManager?: InputMaybe<Scalars['String']['input']>;
  readonly blocked?: InputMaybe<ReadonlyArray<CustomerBlock>>;
  readonly company?: InputMaybe<Scalars['String']['input']>;
  readonly createdFrom?: InputMaybe<Scalars['DateTime']['input']>;
  readonly createdTo?: InputMaybe<Scalars['DateTime']['input']>;
  readonly customerNumber?: InputMaybe<Scalars['String']['input']>;
  readonly email?: InputMaybe<Scalars['EmailAddress']['input']>;
  readonly familyName?: InputMaybe<Scalars['String']['input']>;
  readonly givenName?: InputMaybe<Scalars['String']['input']>;
  readonly lifecycleStage?: InputMaybe<ReadonlyArray<LifecycleStage>>;
  readonly loyaltyPointsMax?: InputMaybe<Scalars['Int']['input']>;
  readonly loyaltyPointsMin?: InputMaybe<Scalars['Int']['input']>;
  readonly membershipNumber?: InputMaybe<Scalars['String']['input']>;
  readonly phone?: InputMaybe<Scalars['PhoneNumber']['input']>;
  readonly segment?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  readonly updatedFrom?: InputMaybe<Scalars['DateTime']['input']>;
  readonly updatedTo?: InputMaybe<Scalars['DateTime']['input']>;
};

export type CustomerOrder = {
  readonly direction?: OrderDirection;
  readonly field: CustomerOrderField;
};

export type CustomerOrderField =
  | 'CREATED_AT'
  | 'CUSTOMER_NUMBER'
  | 'EMAIL'
  | 'FAMILY_NAME'
  | 'LOYALTY_POINTS'
  | 'UPDATED_AT';

export type CustomerPayload = {
  readonly __typename?: 'CustomerPayload';
  /** As it is now: read anew after the write. Null also where it could not be read, which the receipts do not say. */
  readonly customer?: Maybe<Customer>;
  readonly receipts: ReadonlyArray<Receipt>;
  readonly userErrors: ReadonlyArray<UserError>;
  /** Names the write, whatever became of it: `write(id:)`. */
  readonly writeId: Scalars['ID']['output'];
};

/** What they agreed to, when, and where, e.g. the page and the version of its text. */
export type EnquiryConsentInput = {
  readonly at: Scalars['DateTime']['input'];
  readonly email?: InputMaybe<Scalars['Boolean']['input']>;
  readonly sms?: InputMaybe<Scalars['Boolean']['input']>;
  readonly source: Scalars['String']['input'];
};

/** What somebody asks for on a website, as they typed it. */
export type EnquiryInput = {
  readonly campaign?: InputMaybe<CampaignInput>;
  readonly company?: InputMaybe<Scalars['String']['input']>;
  readonly consent?: InputMaybe<EnquiryConsentInput>;
  readonly email?: InputMaybe<Scalars['EmailAddress']['input']>;
  readonly familyName: Scalars['String']['input'];
  readonly givenName?: InputMaybe<Scalars['String']['input']>;
  readonly language?: InputMaybe<Scalars['Locale']['input']>;
  readonly message?: InputMaybe<Scalars['String']['input']>;
  readonly phone?: InputMaybe<Scalars['PhoneNumber']['input']>;
};

/** Says nothing of who was found: a website learns nobody's data. */
export type EnquiryPayload = {
  readonly __typename?: 'EnquiryPayload';
  readonly receipts: ReadonlyArray<Receipt>;
  readonly userErrors: ReadonlyArray<UserError>;
  readonly writeId: Scalars['ID']['output'];
};

/** Where an entity's canonical id comes from. */
export type IdSource =
  /** Made by the gateway; each system keeps its own number, and records are linked by match keys. */
  | 'MINTED'
  /** The number that the entity has in every system: what a system has under another number, a person links. */
  | 'SHARED';

export type IdentityPayload = {
  readonly __typename?: 'IdentityPayload';
  readonly receipts: ReadonlyArray<Receipt>;
  readonly userErrors: ReadonlyArray<UserError>;
  readonly writeId: Scalars['ID']['output'];
};

/** Records of one system of which more than one, or none for certain, is the given entity. */
export type IdentityReview = {
  readonly __typename?: 'IdentityReview';
  /** External ids, in `system`, of the records that could be it. */
  readonly candidates: ReadonlyArray<Scalars['String']['output']>;
  readonly entity: Scalars['String']['output'];
  /** Canonical id of the entity that was to be linked. */
  readonly id: Scalars['ID']['output'];
  /** The key that matched, e.g. `email`. */
  readonly matchedBy: Scalars['String']['output'];
  readonly reason: Scalars['String']['output'];
  readonly seenAt: Scalars['DateTime']['output'];
  readonly system: System;
};

export type IdentityReviewConnection = {
  readonly __typename?: 'IdentityReviewConnection';
  readonly edges: ReadonlyArray<IdentityReviewEdge>;
  readonly pageInfo: PageInfo;
};

export type IdentityReviewEdge = {
  readonly __typename?: 'IdentityReviewEdge';
  readonly cursor: Scalars['String']['output'];
  readonly node?: Maybe<IdentityReview>;
};

/** Something that can be sold or stocked. */
export type InventoryItem = Node & {
  readonly __typename?: 'InventoryItem';
  readonly available?: Maybe<Scalars['Decimal']['output']>;
  readonly category?: Maybe<Scalars['String']['output']>;
  readonly id: Scalars['ID']['output'];
  readonly name?: Maybe<Scalars['String']['output']>;
  readonly onHand?: Maybe<Scalars['Decimal']['output']>;
  readonly reorderPoint?: Maybe<Scalars['Decimal']['output']>;
  readonly reserved?: Maybe<Scalars['Decimal']['output']>;
  readonly sku?: Maybe<Scalars['String']['output']>;
  readonly sources?: Maybe<ReadonlyArray<Source>>;
  /** By location, where the ERP keeps it so. */
  readonly stockByLocation?: Maybe<ReadonlyArray<StockLevel>>;
  readonly unit?: Maybe<Scalars['String']['output']>;
  readonly unitPrice?: Maybe<Money>;
  readonly updatedAt?: Maybe<Scalars['DateTime']['output']>;
};

export type InventoryItemConnection = {
  readonly __typename?: 'InventoryItemConnection';
  readonly edges: ReadonlyArray<InventoryItemEdge>;
  readonly pageInfo: PageInfo;
};

export type InventoryItemEdge = {
  readonly __typename?: 'InventoryItemEdge';
  readonly cursor: Scalars['String']['output'];
  readonly node?: Maybe<InventoryItem>;
};

/** All given conditions must hold; they must be on fields of one owner. */
export type InventoryItemFilter = {
  readonly category?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  readonly nameContains?: InputMaybe<Scalars['String']['input']>;
  readonly sku?: InputMaybe<Scalars['String']['input']>;
  readonly updatedFrom?: InputMaybe<Scalars['DateTime']['input']>;
};

export type InventoryItemOrder = {
  readonly direction?: OrderDirection;
  readonly field: InventoryItemOrderField;
};

export type InventoryItemOrderField =
  | 'NAME'
  | 'SKU'
  | 'UPDATED_AT';

export type InventoryItemPayload = {
  readonly __typename?: 'InventoryItemPayload';
  readonly inventoryItem?: Maybe<InventoryItem>;
  readonly receipts: ReadonlyArray<Receipt>;
  readonly userErrors: ReadonlyArray<UserError>;
  readonly writeId: Scalars['ID']['output'];
};

export type LifecycleStage =
  | 'CUSTOMER'
  | 'EVANGELIST'
  | 'LEAD'
  | 'MARKETING_QUALIFIED_LEAD'
  | 'OPPORTUNITY'
  | 'OTHER'
  | 'SALES_QUALIFIED_LEAD'
  | 'SUBSCRIBER'
  /** The system holds a stage that the gateway does not know. */
  | 'UNKNOWN';

/** The stages that a customer can be given. */
export type LifecycleStageInput =
  | 'CUSTOMER'
  | 'EVANGELIST'
  | 'LEAD'
  | 'MARKETING_QUALIFIED_LEAD'
  | 'OPPORTUNITY'
  | 'OTHER'
  | 'SALES_QUALIFIED_LEAD'
  | 'SUBSCRIBER';

export type LinkState =
  /** The system was asked and has none. */
  | 'ABSENT'
  /** Several records could be this one; a person decides (`identityReviews`). */
  | 'AMBIGUOUS'
  /** The system has this record. */
  | 'LINKED'
  /** Not asked yet, or not reachable when it was. */
  | 'UNRESOLVED';

export type MarketingConsent = {
  readonly __typename?: 'MarketingConsent';
  readonly email?: Maybe<Scalars['Boolean']['output']>;
  readonly sms?: Maybe<Scalars['Boolean']['output']>;
  /** Where, e.g. `contact form v3`. */
  readonly source?: Maybe<Scalars['String']['output']>;
  /** When consent was last given or withdrawn. */
  readonly updatedAt?: Maybe<Scalars['DateTime']['output']>;
};

/** What is left out stays as it is; the time is noted by the gateway. */
export type MarketingConsentInput = {
  readonly email?: InputMaybe<Scalars['Boolean']['input']>;
  readonly sms?: InputMaybe<Scalars['Boolean']['input']>;
  /** Where it was given or withdrawn, e.g. `call with support`. */
  readonly source?: InputMaybe<Scalars['String']['input']>;
};

/** How a value is shown to a role that may see only part of it. */
export type Mask =
  | 'EMAIL'
  | 'LAST4'
  | 'PHONE'
  | 'TAX_ID';

export type ModifyBookingInput = {
  readonly adults?: InputMaybe<Scalars['Int']['input']>;
  readonly arrival?: InputMaybe<Scalars['LocalDate']['input']>;
  readonly children?: InputMaybe<Scalars['Int']['input']>;
  readonly departure?: InputMaybe<Scalars['LocalDate']['input']>;
  readonly ratePlan?: InputMaybe<Scalars['String']['input']>;
  readonly roomType?: InputMaybe<Scalars['String']['input']>;
  readonly specialRequests?: InputMaybe<Scalars['String']['input']>;
};

/** An exact amount: `amount` has at least the minor digits of its currency. */
export type Money = {
  readonly __typename?: 'Money';
  readonly amount: Scalars['Decimal']['output'];
  readonly currency: Scalars['Currency']['output'];
};

export type MoneyInput = {
  readonly amount: Scalars['Decimal']['input'];
  readonly currency: Scalars['Currency']['input'];
};

/** Changes go to the system that owns what is changed, and are answered with receipts, one a system: what waits for its system reads QUEUED, never as done. The mutations of one request run one after the other. */
export type Mutation = {
  readonly __typename?: 'Mutation';
  /** Adds to the quantity on hand, or takes from it: the difference, not the new count. */
  readonly adjustInventory?: Maybe<InventoryItemPayload>;
  readonly cancelBooking?: Maybe<BookingPayload>;
  readonly cancelOrder?: Maybe<OrderPayload>;
  /** Gives up what a write has not applied yet. What was applied stays. */
  readonly cancelWrite?: Maybe<WritePayload>;
  /** It was applied: somebody has looked, at a system where nobody could say (NEEDS_REVIEW). Nothing is sent; what waits for it goes on where it is not too late. */
  readonly confirmWrite?: Maybe<WritePayload>;
  /** A new booking. */
  readonly createBooking?: Maybe<BookingPayload>;
  /** A new customer. */
  readonly createCustomer?: Maybe<CustomerPayload>;
  /** A new order, as a draft. */
  readonly createOrder?: Maybe<OrderPayload>;
  /** Says which record of a system an entity is, e.g. as decided on an identity review. */
  readonly linkRecord?: Maybe<IdentityPayload>;
  /** Makes two customers one: the id of the first stays, the other's leads to it. Where the system cannot undo it, `confirm` has to be true. */
  readonly mergeCustomers?: Maybe<CustomerPayload>;
  /** Changes what the input names: what it leaves out stays as it is, null clears. */
  readonly modifyBooking?: Maybe<BookingPayload>;
  /** Hands a draft over to be delivered. */
  readonly releaseOrder?: Maybe<OrderPayload>;
  /** Tries again, at once, what a write could not apply. `edit` corrects values before; each of them needs the caller's write access. */
  readonly retryWrite?: Maybe<WritePayload>;
  /** What a visitor of a website asks for: finds the customer, or makes a lead. */
  readonly submitEnquiry?: Maybe<EnquiryPayload>;
  /** Parts an entity from its record in a system; neither is changed. */
  readonly unlinkRecord?: Maybe<IdentityPayload>;
  /** Takes back what made an id lead to another customer: it is one of its own again, with the records that it had. What a system made one there stays so. */
  readonly unmergeCustomer?: Maybe<IdentityPayload>;
  /** Changes what the input names: what it leaves out stays as it is, null clears. */
  readonly updateCustomer?: Maybe<CustomerPayload>;
  /** Changes what the input names: what it leaves out stays as it is, null clears. */
  readonly updateInventoryItem?: Maybe<InventoryItemPayload>;
  /** Changes what the input names: what it leaves out stays as it is, null clears. Lines are replaced as a whole. */
  readonly updateOrder?: Maybe<OrderPayload>;
};


/** Changes go to the system that owns what is changed, and are answered with receipts, one a system: what waits for its system reads QUEUED, never as done. The mutations of one request run one after the other. */
export type MutationAdjustInventoryArgs = {
  by: Scalars['Decimal']['input'];
  id: Scalars['ID']['input'];
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  location?: InputMaybe<Scalars['String']['input']>;
  reason?: InputMaybe<Scalars['String']['input']>;
};


/** Changes go to the system that owns what is changed, and are answered with receipts, one a system: what waits for its system reads QUEUED, never as done. The mutations of one request run one after the other. */
export type MutationCancelBookingArgs = {
  id: Scalars['ID']['input'];
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  reason?: InputMaybe<Scalars['String']['input']>;
};


/** Changes go to the system that owns what is changed, and are answered with receipts, one a system: what waits for its system reads QUEUED, never as done. The mutations of one request run one after the other. */
export type MutationCancelOrderArgs = {
  id: Scalars['ID']['input'];
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  reason?: InputMaybe<Scalars['String']['input']>;
};


/** Changes go to the system that owns what is changed, and are answered with receipts, one a system: what waits for its system reads QUEUED, never as done. The mutations of one request run one after the other. */
export type MutationCancelWriteArgs = {
  id: Scalars['ID']['input'];
};


/** Changes go to the system that owns what is changed, and are answered with receipts, one a system: what waits for its system reads QUEUED, never as done. The mutations of one request run one after the other. */
export type MutationConfirmWriteArgs = {
  externalId?: InputMaybe<Scalars['ID']['input']>;
  id: Scalars['ID']['input'];
  system: System;
};


/** Changes go to the system that owns what is changed, and are answered with receipts, one a system: what waits for its system reads QUEUED, never as done. The mutations of one request run one after the other. */
export type MutationCreateBookingArgs = {
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  input: CreateBookingInput;
};


/** Changes go to the system that owns what is changed, and are answered with receipts, one a system: what waits for its system reads QUEUED, never as done. The mutations of one request run one after the other. */
export type MutationCreateCustomerArgs = {
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  input: CreateCustomerInput;
};


/** Changes go to the system that owns what is changed, and are answered with receipts, one a system: what waits for its system reads QUEUED, never as done. The mutations of one request run one after the other. */
export type MutationCreateOrderArgs = {
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  input: CreateOrderInput;
};


/** Changes go to the system that owns what is changed, and are answered with receipts, one a system: what waits for its system reads QUEUED, never as done. The mutations of one request run one after the other. */
export type MutationLinkRecordArgs = {
  entity: Scalars['String']['input'];
  externalId: Scalars['ID']['input'];
  id: Scalars['ID']['input'];
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  system: System;
};


/** Changes go to the system that owns what is changed, and are answered with receipts, one a system: what waits for its system reads QUEUED, never as done. The mutations of one request run one after the other. */
export type MutationMergeCustomersArgs = {
  confirm?: Scalars['Boolean']['input'];
  duplicate: Scalars['ID']['input'];
  id: Scalars['ID']['input'];
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
};


/** Changes go to the system that owns what is changed, and are answered with receipts, one a system: what waits for its system reads QUEUED, never as done. The mutations of one request run one after the other. */
export type MutationModifyBookingArgs = {
  id: Scalars['ID']['input'];
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  ifVersion?: InputMaybe<ReadonlyArray<VersionInput>>;
  input: ModifyBookingInput;
};


/** Changes go to the system that owns what is changed, and are answered with receipts, one a system: what waits for its system reads QUEUED, never as done. The mutations of one request run one after the other. */
export type MutationReleaseOrderArgs = {
  id: Scalars['ID']['input'];
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
};


/** Changes go to the system that owns what is changed, and are answered with receipts, one a system: what waits for its system reads QUEUED, never as done. The mutations of one request run one after the other. */
export type MutationRetryWriteArgs = {
  edit?: InputMaybe<WriteEditInput>;
  id: Scalars['ID']['input'];
};


/** Changes go to the system that owns what is changed, and are answered with receipts, one a system: what waits for its system reads QUEUED, never as done. The mutations of one request run one after the other. */
export type MutationSubmitEnquiryArgs = {
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  input: EnquiryInput;
};


/** Changes go to the system that owns what is changed, and are answered with receipts, one a system: what waits for its system reads QUEUED, never as done. The mutations of one request run one after the other. */
export type MutationUnlinkRecordArgs = {
  entity: Scalars['String']['input'];
  id: Scalars['ID']['input'];
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  system: System;
};


/** Changes go to the system that owns what is changed, and are answered with receipts, one a system: what waits for its system reads QUEUED, never as done. The mutations of one request run one after the other. */
export type MutationUnmergeCustomerArgs = {
  id: Scalars['ID']['input'];
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
};


/** Changes go to the system that owns what is changed, and are answered with receipts, one a system: what waits for its system reads QUEUED, never as done. The mutations of one request run one after the other. */
export type MutationUpdateCustomerArgs = {
  id: Scalars['ID']['input'];
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  ifVersion?: InputMaybe<ReadonlyArray<VersionInput>>;
  input: UpdateCustomerInput;
  notAfter?: InputMaybe<Scalars['DateTime']['input']>;
};


/** Changes go to the system that owns what is changed, and are answered with receipts, one a system: what waits for its system reads QUEUED, never as done. The mutations of one request run one after the other. */
export type MutationUpdateInventoryItemArgs = {
  id: Scalars['ID']['input'];
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  ifVersion?: InputMaybe<ReadonlyArray<VersionInput>>;
  input: UpdateInventoryItemInput;
};


/** Changes go to the system that owns what is changed, and are answered with receipts, one a system: what waits for its system reads QUEUED, never as done. The mutations of one request run one after the other. */
export type MutationUpdateOrderArgs = {
  id: Scalars['ID']['input'];
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  ifVersion?: InputMaybe<ReadonlyArray<VersionInput>>;
  input: UpdateOrderInput;
};

/** What a mutation does. */
export type MutationKind =
  /** One operation of the entity's owner: never a field that is set. */
  | 'ACTION'
  /** Makes an entity, from an input with @sets. */
  | 'CREATE'
  /** Done by the gateway itself, or put together from the others. */
  | 'GATEWAY'
  /** Changes fields of an entity, from an input with @sets. */
  | 'UPDATE';

/** An object with a canonical id. */
export type Node = {
  readonly id: Scalars['ID']['output'];
};

/** A sales order of the shop or of services. */
export type Order = Node & {
  readonly __typename?: 'Order';
  readonly createdAt?: Maybe<Scalars['DateTime']['output']>;
  readonly currency?: Maybe<Scalars['Currency']['output']>;
  readonly customer?: Maybe<Customer>;
  /** The number that the ordering side gave it, e.g. the shop's. */
  readonly externalReference?: Maybe<Scalars['String']['output']>;
  readonly id: Scalars['ID']['output'];
  readonly invoicedAmount?: Maybe<Money>;
  readonly lines?: Maybe<ReadonlyArray<OrderLine>>;
  readonly netAmount?: Maybe<Money>;
  readonly number?: Maybe<Scalars['String']['output']>;
  readonly orderDate?: Maybe<Scalars['LocalDate']['output']>;
  readonly shippedState?: Maybe<ShippedState>;
  readonly sources?: Maybe<ReadonlyArray<Source>>;
  readonly status?: Maybe<OrderStatus>;
  readonly taxAmount?: Maybe<Money>;
  readonly totalAmount?: Maybe<Money>;
  readonly updatedAt?: Maybe<Scalars['DateTime']['output']>;
};

export type OrderConnection = {
  readonly __typename?: 'OrderConnection';
  readonly edges: ReadonlyArray<OrderEdge>;
  readonly pageInfo: PageInfo;
};

export type OrderDirection =
  | 'ASC'
  | 'DESC';

export type OrderEdge = {
  readonly __typename?: 'OrderEdge';
  readonly cursor: Scalars['String']['output'];
  readonly node?: Maybe<Order>;
};

/** All given conditions must hold; they must be on fields of one owner. */
export type OrderFilter = {
  readonly externalReference?: InputMaybe<Scalars['String']['input']>;
  readonly number?: InputMaybe<Scalars['String']['input']>;
  readonly orderedFrom?: InputMaybe<Scalars['LocalDate']['input']>;
  readonly orderedTo?: InputMaybe<Scalars['LocalDate']['input']>;
  readonly status?: InputMaybe<ReadonlyArray<OrderStatus>>;
  readonly updatedFrom?: InputMaybe<Scalars['DateTime']['input']>;
};

export type OrderLine = {
  readonly __typename?: 'OrderLine';
  readonly amount?: Maybe<Money>;
  readonly description?: Maybe<Scalars['String']['output']>;
  readonly discount?: Maybe<Money>;
  readonly item?: Maybe<InventoryItem>;
  readonly quantity?: Maybe<Scalars['Decimal']['output']>;
  readonly sku?: Maybe<Scalars['String']['output']>;
  readonly unitPrice?: Maybe<Money>;
};

export type OrderLineInput = {
  readonly description?: InputMaybe<Scalars['String']['input']>;
  readonly discount?: InputMaybe<MoneyInput>;
  readonly item: Scalars['ID']['input'];
  readonly quantity: Scalars['Decimal']['input'];
  /** Where nothing is said, the system's price. */
  readonly unitPrice?: InputMaybe<MoneyInput>;
};

export type OrderOrder = {
  readonly direction?: OrderDirection;
  readonly field: OrderOrderField;
};

export type OrderOrderField =
  | 'NUMBER'
  | 'ORDER_DATE'
  | 'UPDATED_AT';

export type OrderPayload = {
  readonly __typename?: 'OrderPayload';
  readonly order?: Maybe<Order>;
  readonly receipts: ReadonlyArray<Receipt>;
  readonly userErrors: ReadonlyArray<UserError>;
  readonly writeId: Scalars['ID']['output'];
};

export type OrderStatus =
  | 'CANCELLED'
  | 'COMPLETED'
  | 'CONFIRMED'
  | 'DRAFT'
  | 'PROCESSING'
  | 'QUOTED'
  | 'UNKNOWN';

export type PageInfo = {
  readonly __typename?: 'PageInfo';
  readonly endCursor?: Maybe<Scalars['String']['output']>;
  readonly hasNextPage: Scalars['Boolean']['output'];
  /** Whether the page was asked for with `after`: connections go forward only. */
  readonly hasPreviousPage: Scalars['Boolean']['output'];
  readonly startCursor?: Maybe<Scalars['String']['output']>;
};

export type PaymentStatus =
  | 'DEPOSIT_PAID'
  | 'PAID'
  | 'UNKNOWN'
  | 'UNPAID';

/** A hotel of the group. */
export type Property = {
  readonly __typename?: 'Property';
  readonly code: Scalars['String']['output'];
  readonly name?: Maybe<Scalars['String']['output']>;
  /** IANA time zone in which arrival and departure are dates. */
  readonly timeZone?: Maybe<Scalars['String']['output']>;
};

export type Query = {
  readonly __typename?: 'Query';
  /** What was done and what was refused, newest first. Values as far as the caller may read the field in every record. */
  readonly auditTrail?: Maybe<AuditConnection>;
  /** Room types with remaining count and rates for a stay. */
  readonly availability?: Maybe<ReadonlyArray<RoomAvailability>>;
  readonly booking?: Maybe<Booking>;
  readonly bookings?: Maybe<BookingConnection>;
  /** One customer by canonical id or e-mail; give exactly one. */
  readonly customer?: Maybe<Customer>;
  /** The customer that a system knows by its own id. */
  readonly customerByExternalId?: Maybe<Customer>;
  readonly customers?: Maybe<CustomerConnection>;
  /** Matches that a person has to decide, newest first. */
  readonly identityReviews?: Maybe<IdentityReviewConnection>;
  readonly inventoryItem?: Maybe<InventoryItem>;
  readonly inventoryItems?: Maybe<InventoryItemConnection>;
  /** The customer that the caller is; null for a caller who is none. */
  readonly me?: Maybe<Customer>;
  /** Any entity by its canonical id. */
  readonly node?: Maybe<Node>;
  readonly order?: Maybe<Order>;
  readonly orders?: Maybe<OrderConnection>;
  /** The systems that the gateway is configured for. */
  readonly systems?: Maybe<ReadonlyArray<SystemInfo>>;
  /** A write that was accepted. Callers see their own; OPERATOR, SUPPORT and DEVELOPER see all. */
  readonly write?: Maybe<Write>;
  /** Writes, newest first. Callers see their own; OPERATOR, SUPPORT and DEVELOPER see all. */
  readonly writes?: Maybe<WriteConnection>;
};


export type QueryAuditTrailArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<AuditFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


export type QueryAvailabilityArgs = {
  adults?: Scalars['Int']['input'];
  arrival: Scalars['LocalDate']['input'];
  children?: Scalars['Int']['input'];
  departure: Scalars['LocalDate']['input'];
  property: Scalars['String']['input'];
};


export type QueryBookingArgs = {
  confirmationNumber?: InputMaybe<Scalars['String']['input']>;
  id?: InputMaybe<Scalars['ID']['input']>;
};


export type QueryBookingsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<BookingFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  orderBy?: InputMaybe<BookingOrder>;
};


export type QueryCustomerArgs = {
  email?: InputMaybe<Scalars['EmailAddress']['input']>;
  id?: InputMaybe<Scalars['ID']['input']>;
};


export type QueryCustomerByExternalIdArgs = {
  id: Scalars['ID']['input'];
  system: System;
};


export type QueryCustomersArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<CustomerFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  orderBy?: InputMaybe<CustomerOrder>;
};


export type QueryIdentityReviewsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


export type QueryInventoryItemArgs = {
  id?: InputMaybe<Scalars['ID']['input']>;
  sku?: InputMaybe<Scalars['String']['input']>;
};


export type QueryInventoryItemsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<InventoryItemFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  orderBy?: InputMaybe<InventoryItemOrder>;
};


export type QueryNodeArgs = {
  id: Scalars['ID']['input'];
};


export type QueryOrderArgs = {
  id?: InputMaybe<Scalars['ID']['input']>;
  number?: InputMaybe<Scalars['String']['input']>;
};


export type QueryOrdersArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<OrderFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  orderBy?: InputMaybe<OrderOrder>;
};


export type QueryWriteArgs = {
  id: Scalars['ID']['input'];
};


export type QueryWritesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<WriteFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
};

/** What became of one change at one system. */
export type Receipt = {
  readonly __typename?: 'Receipt';
  /** When the status became what it is. */
  readonly at: Scalars['DateTime']['output'];
  /** Attempts that may have reached the system. */
  readonly attempts: Scalars['Int']['output'];
  /** The record's own id there; null until it is known. */
  readonly externalId?: Maybe<Scalars['String']['output']>;
  /** The fields that it sets, or the arguments of an action. */
  readonly fields: ReadonlyArray<Scalars['String']['output']>;
  readonly nextAttemptAt?: Maybe<Scalars['DateTime']['output']>;
  /** e.g. `create Customer`, `update Customer`, `cancel Booking`, `copy Customer`, `undo create Customer`. */
  readonly operation: Scalars['String']['output'];
  /** Why it is not applied; null where there is nothing to say. */
  readonly reason?: Maybe<ReceiptReason>;
  readonly status: ReceiptStatus;
  readonly system: System;
};

export type ReceiptReason = {
  readonly __typename?: 'ReceiptReason';
  /** As in `extensions.code`; or CANCELLED, EXPIRED, PRECEDING (what had to come first was not applied), CRASHED, UNVERIFIED, CONFIRMED (somebody found that it was applied). */
  readonly code: Scalars['String']['output'];
  /** The field that the system complains about. */
  readonly field?: Maybe<Scalars['String']['output']>;
  readonly message: Scalars['String']['output'];
  /** The system's own id of the failed call, for a support case. */
  readonly upstreamRequestId?: Maybe<Scalars['String']['output']>;
};

export type ReceiptStatus =
  | 'APPLIED'
  /** Was applied, and taken back. */
  | 'COMPENSATED'
  /** Not applied, and will not be by itself. What was given up after many attempts, `retryWrite` tries again. */
  | 'FAILED'
  /** Nobody can say whether it was applied; a person decides: `confirmWrite`, `retryWrite` or `cancelWrite`. */
  | 'NEEDS_REVIEW'
  /** Accepted and not applied yet: it is tried again by itself. */
  | 'QUEUED'
  /** The system, or a rule, refused it for good. */
  | 'REJECTED';

/** Who may see or change a field. A company adds its own with `extend enum Role { REVENUE }`. */
export type Role =
  /** A caller without any credential. No field is declared for it unless a company does so (`@accessOf`). */
  | 'ANONYMOUS'
  | 'DEVELOPER'
  | 'FINANCE'
  | 'FRONTDESK'
  /** Any caller who is a customer, whoever's the record. */
  | 'GUEST'
  | 'OPERATOR'
  | 'SALES'
  /** The caller who is the customer that the record belongs to (`@self`). */
  | 'SELF'
  | 'SUPPORT'
  /** A public website's backend: hands in enquiries. */
  | 'WEBSITE';

/** A room type that can be booked for the whole stay. */
export type RoomAvailability = {
  readonly __typename?: 'RoomAvailability';
  readonly description?: Maybe<Scalars['String']['output']>;
  readonly property: Property;
  readonly rates: ReadonlyArray<RoomRate>;
  /** Rooms of the type left on every night of the stay. */
  readonly remaining: Scalars['Int']['output'];
  readonly roomType: Scalars['String']['output'];
};

export type RoomRate = {
  readonly __typename?: 'RoomRate';
  readonly averageNightly?: Maybe<Money>;
  readonly description?: Maybe<Scalars['String']['output']>;
  readonly ratePlan: Scalars['String']['output'];
  /** For the whole stay. */
  readonly total: Money;
};

/** A path of a vendor's records that is not as the mapping has it. */
export type SchemaDrift = {
  readonly __typename?: 'SchemaDrift';
  readonly entity: Scalars['String']['output'];
  readonly field: Scalars['String']['output'];
  readonly firstSeenAt: Scalars['DateTime']['output'];
  /** Where the vendor's record was to hold the field. */
  readonly path: Scalars['String']['output'];
  readonly problem: SchemaDriftProblem;
};

export type SchemaDriftProblem =
  /** The record has no such path. */
  | 'MISSING'
  /** The value there has another type than agreed. */
  | 'TYPE';

export type ShippedState =
  | 'NOT_SHIPPED'
  | 'PARTIALLY_SHIPPED'
  | 'SHIPPED'
  | 'UNKNOWN';

/** What the gateway knows of one system's record of an entity. `version`, `asOf` and `stale` are those of what this query read, null when it read nothing there. */
export type Source = {
  readonly __typename?: 'Source';
  readonly asOf?: Maybe<Scalars['DateTime']['output']>;
  /** A named part of what the system knows, e.g. `stock`; null for the main record. */
  readonly part?: Maybe<Scalars['String']['output']>;
  /** Writes that are accepted and not yet applied in the system, whichever part; null while nobody can say. */
  readonly pendingWrites?: Maybe<Scalars['Int']['output']>;
  readonly stale?: Maybe<Scalars['Boolean']['output']>;
  readonly state: LinkState;
  readonly system: System;
  readonly version?: Maybe<Scalars['String']['output']>;
};

export type StayPreference = {
  readonly __typename?: 'StayPreference';
  readonly description?: Maybe<Scalars['String']['output']>;
  /** e.g. FLOOR, SMOKING. */
  readonly kind: Scalars['String']['output'];
  readonly value: Scalars['String']['output'];
};

export type StayPreferenceInput = {
  /** e.g. FLOOR, SMOKING. */
  readonly kind: Scalars['String']['input'];
  readonly value: Scalars['String']['input'];
};

export type StockLevel = {
  readonly __typename?: 'StockLevel';
  readonly location: Scalars['String']['output'];
  readonly onHand: Scalars['Decimal']['output'];
};

export type Subscription = {
  readonly __typename?: 'Subscription';
  /** The write, each time that a receipt of it changes; at first as it is. */
  readonly writeChanged?: Maybe<Write>;
};


export type SubscriptionWriteChangedArgs = {
  id: Scalars['ID']['input'];
};

/** A role that an upstream system plays. A company adds its own with `extend enum System { CMS }`. */
export type System =
  /** Customer relationship management: contacts, consent, marketing attribution. */
  | 'CRM'
  /** Central reservation system: guests, stays, availability. */
  | 'CRS'
  /** The company's own database: loyalty, segments, attribution. */
  | 'DATABASE'
  /** Enterprise resource planning: orders, stock, finance. */
  | 'ERP';

export type SystemError = {
  readonly __typename?: 'SystemError';
  readonly at: Scalars['DateTime']['output'];
  /** As in `extensions.code`, e.g. `UPSTREAM_TIMEOUT`. */
  readonly code: Scalars['String']['output'];
  /** The vendor's name of the call, or `sign-in`. */
  readonly operation: Scalars['String']['output'];
  /** HTTP status of the reply; null where none came, or the system does not speak HTTP. */
  readonly status?: Maybe<Scalars['Int']['output']>;
  /** The vendor's own id of the failed call, for a support case. */
  readonly upstreamRequestId?: Maybe<Scalars['String']['output']>;
};

export type SystemInfo = {
  readonly __typename?: 'SystemInfo';
  readonly breaker?: Maybe<BreakerState>;
  readonly contact?: Maybe<Scalars['String']['output']>;
  /** End of the session or token in use; null where there is none, or it lasts until it is refused. */
  readonly credentialExpiresAt?: Maybe<Scalars['DateTime']['output']>;
  /** Paths of its records that were not as agreed, each once, since the gateway started; at most 100. */
  readonly drifts?: Maybe<ReadonlyArray<SchemaDrift>>;
  /** The last failure that was the system's fault; stays when it is over. */
  readonly lastError?: Maybe<SystemError>;
  readonly latency?: Maybe<SystemLatency>;
  readonly name: System;
  /** Who in the business owns it, and whom to call. */
  readonly owner?: Maybe<Scalars['String']['output']>;
  readonly rateLimit?: Maybe<SystemRateLimit>;
  /** When the status became what it is. */
  readonly since?: Maybe<Scalars['DateTime']['output']>;
  /** What the gateway's own calls say about it, on the replica that answers. */
  readonly status?: Maybe<SystemStatus>;
  /** Null when the system is not configured, as is all that follows. */
  readonly vendor?: Maybe<Scalars['String']['output']>;
};

/** How long the last calls took, at most 200, failed ones too. */
export type SystemLatency = {
  readonly __typename?: 'SystemLatency';
  /** How many calls these figures stand on. */
  readonly calls: Scalars['Int']['output'];
  /** Milliseconds that half of them stayed within; null before the first. */
  readonly p50Ms?: Maybe<Scalars['Int']['output']>;
  /** Milliseconds that 95 % of them stayed within; null before the first. */
  readonly p95Ms?: Maybe<Scalars['Int']['output']>;
};

/** Counted since the gateway started. */
export type SystemRateLimit = {
  readonly __typename?: 'SystemRateLimit';
  /** Until then nothing is sent, as the system asked; null when nothing is paused. */
  readonly pausedUntil?: Maybe<Scalars['DateTime']['output']>;
  /** Calls that were refused because they would have waited too long. */
  readonly refused: Scalars['Int']['output'];
  /** Calls that waited for the quota. */
  readonly waits: Scalars['Int']['output'];
};

export type SystemStatus =
  /** Answers, but a fifth of the last 50 calls failed, its schema drifted in the last hour, its sign-in cannot be renewed, or its quota is used up. */
  | 'DEGRADED'
  /** Not called for its failures, cannot be signed in to, or all of the last calls (3 or more) failed. */
  | 'DOWN'
  /** No call has shown yet how it is. */
  | 'UNKNOWN'
  | 'UP';

export type UpdateCustomerInput = {
  readonly accountManager?: InputMaybe<Scalars['String']['input']>;
  readonly address?: InputMaybe<AddressInput>;
  readonly blocked?: InputMaybe<CustomerBlockInput>;
  readonly company?: InputMaybe<Scalars['String']['input']>;
  readonly creditLimit?: InputMaybe<MoneyInput>;
  readonly email?: InputMaybe<Scalars['EmailAddress']['input']>;
  readonly familyName?: InputMaybe<Scalars['String']['input']>;
  readonly givenName?: InputMaybe<Scalars['String']['input']>;
  readonly language?: InputMaybe<Scalars['Locale']['input']>;
  readonly lifecycleStage?: InputMaybe<LifecycleStageInput>;
  readonly loyaltyPoints?: InputMaybe<Scalars['Int']['input']>;
  readonly marketingConsent?: InputMaybe<MarketingConsentInput>;
  readonly paymentTerms?: InputMaybe<Scalars['String']['input']>;
  readonly phone?: InputMaybe<Scalars['PhoneNumber']['input']>;
  readonly segment?: InputMaybe<Scalars['String']['input']>;
  readonly stayPreferences?: InputMaybe<ReadonlyArray<StayPreferenceInput>>;
  readonly taxId?: InputMaybe<Scalars['String']['input']>;
  readonly vipLevel?: InputMaybe<Scalars['String']['input']>;
};

export type UpdateInventoryItemInput = {
  readonly name?: InputMaybe<Scalars['String']['input']>;
  readonly unitPrice?: InputMaybe<MoneyInput>;
};

export type UpdateOrderInput = {
  readonly externalReference?: InputMaybe<Scalars['String']['input']>;
  readonly lines?: InputMaybe<ReadonlyArray<OrderLineInput>>;
  readonly orderDate?: InputMaybe<Scalars['LocalDate']['input']>;
};

/** What the caller can correct. */
export type UserError = {
  readonly __typename?: 'UserError';
  /** As in `extensions.code`: BAD_USER_INPUT, CONFLICT, NOT_FOUND. */
  readonly code: Scalars['String']['output'];
  /** The field that is wrong; null: it is about the whole. */
  readonly field?: Maybe<Scalars['String']['output']>;
  readonly message: Scalars['String']['output'];
  readonly system?: Maybe<System>;
  /** For CONFLICT: what the record holds, as JSON; null where the caller may not read the field. */
  readonly theirs?: Maybe<Scalars['String']['output']>;
  /** For CONFLICT: what the caller wanted, as JSON; null where the caller may not read the field. */
  readonly yours?: Maybe<Scalars['String']['output']>;
};

/** The version of a system's record that a change was made for. */
export type VersionInput = {
  readonly system: System;
  readonly version: Scalars['String']['input'];
};

/** What happens to a write while its system is down. */
export type WhenDown =
  /** Kept and delivered later. */
  | 'QUEUE'
  /** Refused at once. */
  | 'REJECT';

/** A change that was accepted, with what became of it at each system. */
export type Write = {
  readonly __typename?: 'Write';
  readonly createdAt: Scalars['DateTime']['output'];
  /** Name of the type that it is about, e.g. `Customer`. */
  readonly entity: Scalars['String']['output'];
  /** Canonical id of what it is about; null until what it creates is there. */
  readonly entityId?: Maybe<Scalars['ID']['output']>;
  readonly id: Scalars['ID']['output'];
  /** The field of Mutation. */
  readonly mutation: Scalars['String']['output'];
  /** Who asked for it. */
  readonly principal: Scalars['String']['output'];
  readonly receipts: ReadonlyArray<Receipt>;
  readonly requestId: Scalars['String']['output'];
};

export type WriteConnection = {
  readonly __typename?: 'WriteConnection';
  readonly edges: ReadonlyArray<WriteEdge>;
  readonly pageInfo: PageInfo;
};

export type WriteEdge = {
  readonly __typename?: 'WriteEdge';
  readonly cursor: Scalars['String']['output'];
  readonly node?: Maybe<Write>;
};

/** Corrected values of what a write is to set: one of them, of the kind that the write is about. */
export type WriteEditInput =
  { readonly booking: ModifyBookingInput; readonly customer?: never; readonly inventoryItem?: never; readonly order?: never; }
  |  { readonly booking?: never; readonly customer: UpdateCustomerInput; readonly inventoryItem?: never; readonly order?: never; }
  |  { readonly booking?: never; readonly customer?: never; readonly inventoryItem: UpdateInventoryItemInput; readonly order?: never; }
  |  { readonly booking?: never; readonly customer?: never; readonly inventoryItem?: never; readonly order: UpdateOrderInput; };

/** All given conditions must hold. */
export type WriteFilter = {
  readonly createdFrom?: InputMaybe<Scalars['DateTime']['input']>;
  readonly createdTo?: InputMaybe<Scalars['DateTime']['input']>;
  readonly entity?: InputMaybe<Scalars['String']['input']>;
  readonly entityId?: InputMaybe<Scalars['ID']['input']>;
  readonly principal?: InputMaybe<Scalars['String']['input']>;
  /** Writes with a receipt of any of them. */
  readonly status?: InputMaybe<ReadonlyArray<ReceiptStatus>>;
  /** Writes with a receipt of that system. */
  readonly system?: InputMaybe<System>;
};

export type WritePayload = {
  readonly __typename?: 'WritePayload';
  readonly userErrors: ReadonlyArray<UserError>;
  /** The write as it is now. */
  readonly write?: Maybe<Write>;
};



export type ResolverTypeWrapper<T> = Promise<T> | T;


export type ResolverWithResolve<TResult, TParent, TContext, TArgs> = {
  resolve: ResolverFn<TResult, TParent, TContext, TArgs>;
};
export type Resolver<TResult, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = ResolverFn<TResult, TParent, TContext, TArgs> | ResolverWithResolve<TResult, TParent, TContext, TArgs>;

export type ResolverFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => Promise<TResult> | TResult;

export type SubscriptionSubscribeFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => AsyncIterable<TResult> | Promise<AsyncIterable<TResult>>;

export type SubscriptionResolveFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

export interface SubscriptionSubscriberObject<TResult, TKey extends string, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<{ [key in TKey]: TResult }, TParent, TContext, TArgs>;
  resolve?: SubscriptionResolveFn<TResult, { [key in TKey]: TResult }, TContext, TArgs>;
}

export interface SubscriptionResolverObject<TResult, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<any, TParent, TContext, TArgs>;
  resolve: SubscriptionResolveFn<TResult, any, TContext, TArgs>;
}

export type SubscriptionObject<TResult, TKey extends string, TParent, TContext, TArgs> =
  | SubscriptionSubscriberObject<TResult, TKey, TParent, TContext, TArgs>
  | SubscriptionResolverObject<TResult, TParent, TContext, TArgs>;

export type SubscriptionResolver<TResult, TKey extends string, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> =
  | ((...args: any[]) => SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>)
  | SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>;

export type TypeResolveFn<TTypes, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (
  parent: TParent,
  context: TContext,
  info: GraphQLResolveInfo
) => Maybe<TTypes> | Promise<Maybe<TTypes>>;

export type IsTypeOfResolverFn<T = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (obj: T, context: TContext, info: GraphQLResolveInfo) => boolean | Promise<boolean>;

export type NextResolverFn<T> = () => Promise<T>;

export type DirectiveResolverFn<TResult = Record<PropertyKey, never>, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = (
  next: NextResolverFn<TResult>,
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;




/** Mapping of interface types */
export type ResolversInterfaceTypes<_RefType extends Record<string, unknown>> = {
  Node:
    | ( EntityHandle )
    | ( EntityHandle )
    | ( EntityHandle )
    | ( EntityHandle )
  ;
};

/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  Address: ResolverTypeWrapper<Address>;
  AddressInput: AddressInput;
  AuditConnection: ResolverTypeWrapper<AuditConnection>;
  AuditEdge: ResolverTypeWrapper<AuditEdge>;
  AuditEntry: ResolverTypeWrapper<AuditEntry>;
  AuditFact: ResolverTypeWrapper<AuditFact>;
  AuditField: ResolverTypeWrapper<AuditField>;
  AuditFilter: AuditFilter;
  AuditValues: AuditValues;
  AuditVisibility: AuditVisibility;
  Booking: ResolverTypeWrapper<EntityHandle>;
  BookingConnection: ResolverTypeWrapper<Omit<BookingConnection, 'edges'> & { edges: ReadonlyArray<ResolversTypes['BookingEdge']> }>;
  BookingEdge: ResolverTypeWrapper<Omit<BookingEdge, 'node'> & { node?: Maybe<ResolversTypes['Booking']> }>;
  BookingFilter: BookingFilter;
  BookingOrder: BookingOrder;
  BookingOrderField: BookingOrderField;
  BookingPayload: ResolverTypeWrapper<Omit<BookingPayload, 'booking'> & { booking?: Maybe<ResolversTypes['Booking']> }>;
  BookingStatus: BookingStatus;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  BreakerState: BreakerState;
  Campaign: ResolverTypeWrapper<Campaign>;
  CampaignInput: CampaignInput;
  Comparison: Comparison;
  CountryCode: ResolverTypeWrapper<Scalars['CountryCode']['output']>;
  CreateBookingInput: CreateBookingInput;
  CreateCustomerInput: CreateCustomerInput;
  CreateOrderInput: CreateOrderInput;
  Currency: ResolverTypeWrapper<Scalars['Currency']['output']>;
  Customer: ResolverTypeWrapper<EntityHandle>;
  CustomerBlock: CustomerBlock;
  CustomerBlockInput: CustomerBlockInput;
  CustomerConnection: ResolverTypeWrapper<Omit<CustomerConnection, 'edges'> & { edges: ReadonlyArray<ResolversTypes['CustomerEdge']> }>;
  CustomerEdge: ResolverTypeWrapper<Omit<CustomerEdge, 'node'> & { node?: Maybe<ResolversTypes['Customer']> }>;
  CustomerFilter: CustomerFilter;
  CustomerOrder: CustomerOrder;
  CustomerOrderField: CustomerOrderField;
  CustomerPayload: ResolverTypeWrapper<Omit<CustomerPayload, 'customer'> & { customer?: Maybe<ResolversTypes['Customer']> }>;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  Decimal: ResolverTypeWrapper<Scalars['Decimal']['output']>;
  EmailAddress: ResolverTypeWrapper<Scalars['EmailAddress']['output']>;
  EnquiryConsentInput: EnquiryConsentInput;
  EnquiryInput: EnquiryInput;
  EnquiryPayload: ResolverTypeWrapper<EnquiryPayload>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  IdSource: IdSource;
  IdentityPayload: ResolverTypeWrapper<IdentityPayload>;
  IdentityReview: ResolverTypeWrapper<IdentityReview>;
  IdentityReviewConnection: ResolverTypeWrapper<IdentityReviewConnection>;
  IdentityReviewEdge: ResolverTypeWrapper<IdentityReviewEdge>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  InventoryItem: ResolverTypeWrapper<EntityHandle>;
  InventoryItemConnection: ResolverTypeWrapper<Omit<InventoryItemConnection, 'edges'> & { edges: ReadonlyArray<ResolversTypes['InventoryItemEdge']> }>;
  InventoryItemEdge: ResolverTypeWrapper<Omit<InventoryItemEdge, 'node'> & { node?: Maybe<ResolversTypes['InventoryItem']> }>;
  InventoryItemFilter: InventoryItemFilter;
  InventoryItemOrder: InventoryItemOrder;
  InventoryItemOrderField: InventoryItemOrderField;
  InventoryItemPayload: ResolverTypeWrapper<Omit<InventoryItemPayload, 'inventoryItem'> & { inventoryItem?: Maybe<ResolversTypes['InventoryItem']> }>;
  LifecycleStage: LifecycleStage;
  LifecycleStageInput: LifecycleStageInput;
  LinkState: LinkState;
  LocalDate: ResolverTypeWrapper<Scalars['LocalDate']['output']>;
  Locale: ResolverTypeWrapper<Scalars['Locale']['output']>;
  MarketingConsent: ResolverTypeWrapper<MarketingConsent>;
  MarketingConsentInput: MarketingConsentInput;
  Mask: Mask;
  ModifyBookingInput: ModifyBookingInput;
  Money: ResolverTypeWrapper<Money>;
  MoneyInput: MoneyInput;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  MutationKind: MutationKind;
  Node: ResolverTypeWrapper<ResolversInterfaceTypes<ResolversTypes>['Node']>;
  NonNegativeInt: ResolverTypeWrapper<Scalars['NonNegativeInt']['output']>;
  Order: ResolverTypeWrapper<EntityHandle>;
  OrderConnection: ResolverTypeWrapper<Omit<OrderConnection, 'edges'> & { edges: ReadonlyArray<ResolversTypes['OrderEdge']> }>;
  OrderDirection: OrderDirection;
  OrderEdge: ResolverTypeWrapper<Omit<OrderEdge, 'node'> & { node?: Maybe<ResolversTypes['Order']> }>;
  OrderFilter: OrderFilter;
  OrderLine: ResolverTypeWrapper<Omit<OrderLine, 'item'> & { item?: Maybe<ResolversTypes['InventoryItem']> }>;
  OrderLineInput: OrderLineInput;
  OrderOrder: OrderOrder;
  OrderOrderField: OrderOrderField;
  OrderPayload: ResolverTypeWrapper<Omit<OrderPayload, 'order'> & { order?: Maybe<ResolversTypes['Order']> }>;
  OrderStatus: OrderStatus;
  PageInfo: ResolverTypeWrapper<PageInfo>;
  PaymentStatus: PaymentStatus;
  PhoneNumber: ResolverTypeWrapper<Scalars['PhoneNumber']['output']>;
  PositiveInt: ResolverTypeWrapper<Scalars['PositiveInt']['output']>;
  Property: ResolverTypeWrapper<Property>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Receipt: ResolverTypeWrapper<Receipt>;
  ReceiptReason: ResolverTypeWrapper<ReceiptReason>;
  ReceiptStatus: ReceiptStatus;
  Role: Role;
  RoomAvailability: ResolverTypeWrapper<RoomAvailability>;
  RoomRate: ResolverTypeWrapper<RoomRate>;
  SchemaDrift: ResolverTypeWrapper<SchemaDrift>;
  SchemaDriftProblem: SchemaDriftProblem;
  ShippedState: ShippedState;
  Source: ResolverTypeWrapper<Source>;
  StayPreference: ResolverTypeWrapper<StayPreference>;
  StayPreferenceInput: StayPreferenceInput;
  StockLevel: ResolverTypeWrapper<StockLevel>;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  Subscription: ResolverTypeWrapper<Record<PropertyKey, never>>;
  System: System;
  SystemError: ResolverTypeWrapper<SystemError>;
  SystemInfo: ResolverTypeWrapper<SystemInfo>;
  SystemLatency: ResolverTypeWrapper<SystemLatency>;
  SystemRateLimit: ResolverTypeWrapper<SystemRateLimit>;
  SystemStatus: SystemStatus;
  UpdateCustomerInput: UpdateCustomerInput;
  UpdateInventoryItemInput: UpdateInventoryItemInput;
  UpdateOrderInput: UpdateOrderInput;
  UserError: ResolverTypeWrapper<UserError>;
  VersionInput: VersionInput;
  WhenDown: WhenDown;
  Write: ResolverTypeWrapper<Write>;
  WriteConnection: ResolverTypeWrapper<WriteConnection>;
  WriteEdge: ResolverTypeWrapper<WriteEdge>;
  WriteEditInput: WriteEditInput;
  WriteFilter: WriteFilter;
  WritePayload: ResolverTypeWrapper<WritePayload>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  Address: Address;
  AddressInput: AddressInput;
  AuditConnection: AuditConnection;
  AuditEdge: AuditEdge;
  AuditEntry: AuditEntry;
  AuditFact: AuditFact;
  AuditField: AuditField;
  AuditFilter: AuditFilter;
  Booking: EntityHandle;
  BookingConnection: Omit<BookingConnection, 'edges'> & { edges: ReadonlyArray<ResolversParentTypes['BookingEdge']> };
  BookingEdge: Omit<BookingEdge, 'node'> & { node?: Maybe<ResolversParentTypes['Booking']> };
  BookingFilter: BookingFilter;
  BookingOrder: BookingOrder;
  BookingPayload: Omit<BookingPayload, 'booking'> & { booking?: Maybe<ResolversParentTypes['Booking']> };
  Boolean: Scalars['Boolean']['output'];
  Campaign: Campaign;
  CampaignInput: CampaignInput;
  CountryCode: Scalars['CountryCode']['output'];
  CreateBookingInput: CreateBookingInput;
  CreateCustomerInput: CreateCustomerInput;
  CreateOrderInput: CreateOrderInput;
  Currency: Scalars['Currency']['output'];
  Customer: EntityHandle;
  CustomerConnection: Omit<CustomerConnection, 'edges'> & { edges: ReadonlyArray<ResolversParentTypes['CustomerEdge']> };
  CustomerEdge: Omit<CustomerEdge, 'node'> & { node?: Maybe<ResolversParentTypes['Customer']> };
  CustomerFilter: CustomerFilter;
  CustomerOrder: CustomerOrder;
  CustomerPayload: Omit<CustomerPayload, 'customer'> & { customer?: Maybe<ResolversParentTypes['Customer']> };
  DateTime: Scalars['DateTime']['output'];
  Decimal: Scalars['Decimal']['output'];
  EmailAddress: Scalars['EmailAddress']['output'];
  EnquiryConsentInput: EnquiryConsentInput;
  EnquiryInput: EnquiryInput;
  EnquiryPayload: EnquiryPayload;
  ID: Scalars['ID']['output'];
  IdentityPayload: IdentityPayload;
  IdentityReview: IdentityReview;
  IdentityReviewConnection: IdentityReviewConnection;
  IdentityReviewEdge: IdentityReviewEdge;
  Int: Scalars['Int']['output'];
  InventoryItem: EntityHandle;
  InventoryItemConnection: Omit<InventoryItemConnection, 'edges'> & { edges: ReadonlyArray<ResolversParentTypes['InventoryItemEdge']> };
  InventoryItemEdge: Omit<InventoryItemEdge, 'node'> & { node?: Maybe<ResolversParentTypes['InventoryItem']> };
  InventoryItemFilter: InventoryItemFilter;
  InventoryItemOrder: InventoryItemOrder;
  InventoryItemPayload: Omit<InventoryItemPayload, 'inventoryItem'> & { inventoryItem?: Maybe<ResolversParentTypes['InventoryItem']> };
  LocalDate: Scalars['LocalDate']['output'];
  Locale: Scalars['Locale']['output'];
  MarketingConsent: MarketingConsent;
  MarketingConsentInput: MarketingConsentInput;
  ModifyBookingInput: ModifyBookingInput;
  Money: Money;
  MoneyInput: MoneyInput;
  Mutation: Record<PropertyKey, never>;
  Node: ResolversInterfaceTypes<ResolversParentTypes>['Node'];
  NonNegativeInt: Scalars['NonNegativeInt']['output'];
  Order: EntityHandle;
  OrderConnection: Omit<OrderConnection, 'edges'> & { edges: ReadonlyArray<ResolversParentTypes['OrderEdge']> };
  OrderEdge: Omit<OrderEdge, 'node'> & { node?: Maybe<ResolversParentTypes['Order']> };
  OrderFilter: OrderFilter;
  OrderLine: Omit<OrderLine, 'item'> & { item?: Maybe<ResolversParentTypes['InventoryItem']> };
  OrderLineInput: OrderLineInput;
  OrderOrder: OrderOrder;
  OrderPayload: Omit<OrderPayload, 'order'> & { order?: Maybe<ResolversParentTypes['Order']> };
  PageInfo: PageInfo;
  PhoneNumber: Scalars['PhoneNumber']['output'];
  PositiveInt: Scalars['PositiveInt']['output'];
  Property: Property;
  Query: Record<PropertyKey, never>;
  Receipt: Receipt;
  ReceiptReason: ReceiptReason;
  RoomAvailability: RoomAvailability;
  RoomRate: RoomRate;
  SchemaDrift: SchemaDrift;
  Source: Source;
  StayPreference: StayPreference;
  StayPreferenceInput: StayPreferenceInput;
  StockLevel: StockLevel;
  String: Scalars['String']['output'];
  Subscription: Record<PropertyKey, never>;
  SystemError: SystemError;
  SystemInfo: SystemInfo;
  SystemLatency: SystemLatency;
  SystemRateLimit: SystemRateLimit;
  UpdateCustomerInput: UpdateCustomerInput;
  UpdateInventoryItemInput: UpdateInventoryItemInput;
  UpdateOrderInput: UpdateOrderInput;
  UserError: UserError;
  VersionInput: VersionInput;
  Write: Write;
  WriteConnection: WriteConnection;
  WriteEdge: WriteEdge;
  WriteEditInput: WriteEditInput;
  WriteFilter: WriteFilter;
  WritePayload: WritePayload;
};

export type AccessDirectiveArgs = {
  mask?: Maybe<Mask>;
  masked?: ReadonlyArray<Role>;
  read?: ReadonlyArray<Role>;
  write?: ReadonlyArray<Role>;
};

export type AccessDirectiveResolver<Result, Parent, ContextType = ResolverContext, Args = AccessDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type AccessOfDirectiveArgs = {
  field: Scalars['String']['input'];
  mask?: Maybe<Mask>;
  masked?: ReadonlyArray<Role>;
  read?: ReadonlyArray<Role>;
  write?: ReadonlyArray<Role>;
};

export type AccessOfDirectiveResolver<Result, Parent, ContextType = ResolverContext, Args = AccessOfDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type AppliesToDirectiveArgs = {
  entity: Scalars['String']['input'];
};

export type AppliesToDirectiveResolver<Result, Parent, ContextType = ResolverContext, Args = AppliesToDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type ComparesDirectiveArgs = {
  field: Scalars['String']['input'];
  with: Comparison;
};

export type ComparesDirectiveResolver<Result, Parent, ContextType = ResolverContext, Args = ComparesDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type CopiedToDirectiveArgs = {
  system: System;
};

export type CopiedToDirectiveResolver<Result, Parent, ContextType = ResolverContext, Args = CopiedToDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type EntityDirectiveArgs = {
  ids?: IdSource;
  match?: ReadonlyArray<Scalars['String']['input']>;
  owner: System;
};

export type EntityDirectiveResolver<Result, Parent, ContextType = ResolverContext, Args = EntityDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type InverseDirectiveArgs = {
  atMost?: Scalars['Int']['input'];
  of: Scalars['String']['input'];
};

export type InverseDirectiveResolver<Result, Parent, ContextType = ResolverContext, Args = InverseDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type MutationDirectiveArgs = {
  action?: Maybe<Scalars['String']['input']>;
  audit: Scalars['String']['input'];
  does: MutationKind;
  entity?: Maybe<Scalars['String']['input']>;
  part?: Maybe<Scalars['String']['input']>;
};

export type MutationDirectiveResolver<Result, Parent, ContextType = ResolverContext, Args = MutationDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type OwnerDirectiveArgs = {
  part?: Maybe<Scalars['String']['input']>;
  system: System;
};

export type OwnerDirectiveResolver<Result, Parent, ContextType = ResolverContext, Args = OwnerDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type RestrictDirectiveArgs = {
  field: Scalars['String']['input'];
  roles: ReadonlyArray<Role>;
  to: Scalars['String']['input'];
};

export type RestrictDirectiveResolver<Result, Parent, ContextType = ResolverContext, Args = RestrictDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type SelfDirectiveArgs = {
  field: Scalars['String']['input'];
};

export type SelfDirectiveResolver<Result, Parent, ContextType = ResolverContext, Args = SelfDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type SetsDirectiveArgs = {
  entity: Scalars['String']['input'];
};

export type SetsDirectiveResolver<Result, Parent, ContextType = ResolverContext, Args = SetsDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type SourceDirectiveArgs = {
  maxAge: Scalars['String']['input'];
  part?: Maybe<Scalars['String']['input']>;
  staleIfError?: Scalars['String']['input'];
  system: System;
  whenDown?: WhenDown;
};

export type SourceDirectiveResolver<Result, Parent, ContextType = ResolverContext, Args = SourceDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type AddressResolvers<ContextType = ResolverContext, ParentType extends ResolversParentTypes['Address'] = ResolversParentTypes['Address']> = {
  city?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  country?: Resolver<Maybe<ResolversTypes['CountryCode']>, ParentType, ContextType>;
  postalCode?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  region?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  street?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type AuditConnectionResolvers<ContextType = ResolverContext, ParentType extends ResolversParentTypes['AuditConnection'] = ResolversParentTypes['AuditConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['AuditEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type AuditEdgeResolvers<ContextType = ResolverContext, ParentType extends ResolversParentTypes['AuditEdge'] = ResolversParentTypes['AuditEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<Maybe<ResolversTypes['AuditEntry']>, ParentType, ContextType>;
};

export type AuditEntryResolvers<ContextType = ResolverContext, ParentType extends ResolversParentTypes['AuditEntry'] = ResolversParentTypes['AuditEntry']> = {
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  client?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  code?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  entity?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  entityId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  event?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  facts?: Resolver<ReadonlyArray<ResolversTypes['AuditFact']>, ParentType, ContextType>;
  fields?: Resolver<ReadonlyArray<ResolversTypes['AuditField']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  outcome?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  position?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  principal?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  requestId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  system?: Resolver<Maybe<ResolversTypes['System']>, ParentType, ContextType>;
  upstreamRequestId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  values?: Resolver<ResolversTypes['AuditValues'], ParentType, ContextType>;
  writeId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
};

export type AuditFactResolvers<ContextType = ResolverContext, ParentType extends ResolversParentTypes['AuditFact'] = ResolversParentTypes['AuditFact']> = {
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  value?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type AuditFieldResolvers<ContextType = ResolverContext, ParentType extends ResolversParentTypes['AuditField'] = ResolversParentTypes['AuditField']> = {
  after?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  before?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  field?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  visibility?: Resolver<ResolversTypes['AuditVisibility'], ParentType, ContextType>;
};

export type BookingResolvers<ContextType = ResolverContext, ParentType extends ResolversParentTypes['Booking'] = ResolversParentTypes['Booking']> = {
  adults?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  arrival?: Resolver<Maybe<ResolversTypes['LocalDate']>, ParentType, ContextType>;
  attribution?: Resolver<Maybe<ResolversTypes['Campaign']>, ParentType, ContextType>;
  children?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  confirmationNumber?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  createdAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  customer?: Resolver<Maybe<ResolversTypes['Customer']>, ParentType, ContextType>;
  departure?: Resolver<Maybe<ResolversTypes['LocalDate']>, ParentType, ContextType>;
  deposit?: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  paymentStatus?: Resolver<Maybe<ResolversTypes['PaymentStatus']>, ParentType, ContextType>;
  property?: Resolver<Maybe<ResolversTypes['Property']>, ParentType, ContextType>;
  ratePlan?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  roomType?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  sourceChannel?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  sources?: Resolver<Maybe<ReadonlyArray<ResolversTypes['Source']>>, ParentType, ContextType>;
  specialRequests?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  status?: Resolver<Maybe<ResolversTypes['BookingStatus']>, ParentType, ContextType>;
  totalPrice?: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  updatedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type BookingConnectionResolvers<ContextType = ResolverContext, ParentType extends ResolversParentTypes['BookingConnection'] = ResolversParentTypes['BookingConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['BookingEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type BookingEdgeResolvers<ContextType = ResolverContext, ParentType extends ResolversParentTypes['BookingEdge'] = ResolversParentTypes['BookingEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<Maybe<ResolversTypes['Booking']>, ParentType, ContextType>;
};

export type BookingPayloadResolvers<ContextType = ResolverContext, ParentType extends ResolversParentTypes['BookingPayload'] = ResolversParentTypes['BookingPayload']> = {
  booking?: Resolver<Maybe<ResolversTypes['Booking']>, ParentType, ContextType>;
  receipts?: Resolver<ReadonlyArray<ResolversTypes['Receipt']>, ParentType, ContextType>;
  userErrors?: Resolver<ReadonlyArray<ResolversTypes['UserError']>, ParentType, ContextType>;
  writeId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type CampaignResolvers<ContextType = ResolverContext, ParentType extends ResolversParentTypes['Campaign'] = ResolversParentTypes['Campaign']> = {
  medium?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  name?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  source?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export interface CountryCodeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['CountryCode'], any> {
  name: 'CountryCode';
}

export interface CurrencyScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Currency'], any> {
  name: 'Currency';
}

export type CustomerResolvers<ContextType = ResolverContext, ParentType extends ResolversParentTypes['Customer'] = ResolversParentTypes['Customer']> = {
  accountManager?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  address?: Resolver<Maybe<ResolversTypes['Address']>, ParentType, ContextType>;
  balanceDue?: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  blocked?: Resolver<Maybe<ResolversTypes['CustomerBlock']>, ParentType, ContextType>;
  bookings?: Resolver<Maybe<ResolversTypes['BookingConnection']>, ParentType, ContextType, RequireFields<CustomerBookingsArgs, 'first'>>;
  campaign?: Resolver<Maybe<ResolversTypes['Campaign']>, ParentType, ContextType>;
  company?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  createdAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  creditLimit?: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  customerKey?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  customerNumber?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  email?: Resolver<Maybe<ResolversTypes['EmailAddress']>, ParentType, ContextType>;
  familyName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  givenName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  language?: Resolver<Maybe<ResolversTypes['Locale']>, ParentType, ContextType>;
  lastEnquiry?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  leadSource?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  lifecycleStage?: Resolver<Maybe<ResolversTypes['LifecycleStage']>, ParentType, ContextType>;
  lifetimeValue?: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  loyaltyPoints?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  marketingConsent?: Resolver<Maybe<ResolversTypes['MarketingConsent']>, ParentType, ContextType>;
  membershipNumber?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  orders?: Resolver<Maybe<ResolversTypes['OrderConnection']>, ParentType, ContextType, RequireFields<CustomerOrdersArgs, 'first'>>;
  paymentTerms?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  phone?: Resolver<Maybe<ResolversTypes['PhoneNumber']>, ParentType, ContextType>;
  segment?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  sources?: Resolver<Maybe<ReadonlyArray<ResolversTypes['Source']>>, ParentType, ContextType>;
  stayPreferences?: Resolver<Maybe<ReadonlyArray<ResolversTypes['StayPreference']>>, ParentType, ContextType>;
  taxId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  updatedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  vipLevel?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type CustomerConnectionResolvers<ContextType = ResolverContext, ParentType extends ResolversParentTypes['CustomerConnection'] = ResolversParentTypes['CustomerConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['CustomerEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type CustomerEdgeResolvers<ContextType = ResolverContext, ParentType extends ResolversParentTypes['CustomerEdge'] = ResolversParentTypes['CustomerEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<Maybe<ResolversTypes['Customer']>, ParentType, ContextType>;
};

export type CustomerPayloadResolvers<ContextType = ResolverContext, ParentType extends ResolversParentTypes['CustomerPayload'] = ResolversParentTypes['CustomerPayload']> = {
  customer?: Resolver<Maybe<ResolversTypes['Customer']>, ParentType, ContextType>;
  receipts?: Resolver<ReadonlyArray<ResolversTypes['Receipt']>, ParentType, ContextType>;
  userErrors?: Resolver<ReadonlyArray<ResolversTypes['UserError']>, ParentType, ContextType>;
  writeId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export interface DecimalScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Decimal'], any> {
  name: 'Decimal';
}

export interface EmailAddressScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['EmailAddress'], any> {
  name: 'EmailAddress';
}

export type EnquiryPayloadResolvers<ContextType = ResolverContext, ParentType extends ResolversParentTypes['EnquiryPayload'] = ResolversParentTypes['EnquiryPayload']> = {
  receipts?: Resolver<ReadonlyArray<ResolversTypes['Receipt']>, ParentType, ContextType>;
  userErrors?: Resolver<ReadonlyArray<ResolversTypes['UserError']>, ParentType, ContextType>;
  writeId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type IdentityPayloadResolvers<ContextType = ResolverContext, ParentType extends ResolversParentTypes['IdentityPayload'] = ResolversParentTypes['IdentityPayload']> = {
  receipts?: Resolver<ReadonlyArray<ResolversTypes['Receipt']>, ParentType, ContextType>;
  userErrors?: Resolver<ReadonlyArray<ResolversTypes['UserError']>, ParentType, ContextType>;
  writeId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type IdentityReviewResolvers<ContextType = ResolverContext, ParentType extends ResolversParentTypes['IdentityReview'] = ResolversParentTypes['IdentityReview']> = {
  candidates?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  entity?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  matchedBy?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  reason?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  seenAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  system?: Resolver<ResolversTypes['System'], ParentType, ContextType>;
};

export type IdentityReviewConnectionResolvers<ContextType = ResolverContext, ParentType extends ResolversParentTypes['IdentityReviewConnection'] = ResolversParentTypes['IdentityReviewConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['IdentityReviewEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type IdentityReviewEdgeResolvers<ContextType = ResolverContext, ParentType extends ResolversParentTypes['IdentityReviewEdge'] = ResolversParentTypes['IdentityReviewEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<Maybe<ResolversTypes['IdentityReview']>, ParentType, ContextType>;
};

export type InventoryItemResolvers<ContextType = ResolverContext, ParentType extends ResolversParentTypes['InventoryItem'] = ResolversParentTypes['InventoryItem']> = {
  available?: Resolver<Maybe<ResolversTypes['Decimal']>, ParentType, ContextType>;
  category?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  onHand?: Resolver<Maybe<ResolversTypes['Decimal']>, ParentType, ContextType>;
  reorderPoint?: Resolver<Maybe<ResolversTypes['Decimal']>, ParentType, ContextType>;
  reserved?: Resolver<Maybe<ResolversTypes['Decimal']>, ParentType, ContextType>;
  sku?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  sources?: Resolver<Maybe<ReadonlyArray<ResolversTypes['Source']>>, ParentType, ContextType>;
  stockByLocation?: Resolver<Maybe<ReadonlyArray<ResolversTypes['StockLevel']>>, ParentType, ContextType>;
  unit?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  unitPrice?: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  updatedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type InventoryItemConnectionResolvers<ContextType = ResolverContext, ParentType extends ResolversParentTypes['InventoryItemConnection'] = ResolversParentTypes['InventoryItemConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['InventoryItemEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type InventoryItemEdgeResolvers<ContextType = ResolverContext, ParentType extends ResolversParentTypes['InventoryItemEdge'] = ResolversParentTypes['InventoryItemEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<Maybe<ResolversTypes['InventoryItem']>, ParentType, ContextType>;
};

export type InventoryItemPayloadResolvers<ContextType = ResolverContext, ParentType extends ResolversParentTypes['InventoryItemPayload'] = ResolversParentTypes['InventoryItemPayload']> = {
  inventoryItem?: Resolver<Maybe<ResolversTypes['InventoryItem']>, ParentType, ContextType>;
  receipts?: Resolver<ReadonlyArray<ResolversTypes['Receipt']>, ParentType, ContextType>;
  userErrors?: Resolver<ReadonlyArray<ResolversTypes['UserError']>, ParentType, ContextType>;
  writeId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export interface LocalDateScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['LocalDate'], any> {
  name: 'LocalDate';
}

export interface LocaleScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Locale'], any> {
  name: 'Locale';
}

export type MarketingConsentResolvers<ContextType = ResolverContext, ParentType extends ResolversParentTypes['MarketingConsent'] = ResolversParentTypes['MarketingConsent']> = {
  email?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  sms?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  source?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  updatedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
};

export type MoneyResolvers<ContextType = ResolverContext, ParentType extends ResolversParentTypes['Money'] = ResolversParentTypes['Money']> = {
  amount?: Resolver<ResolversTypes['Decimal'], ParentType, ContextType>;
  currency?: Resolver<ResolversTypes['Currency'], ParentType, ContextType>;
};

export type MutationResolvers<ContextType = ResolverContext, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  adjustInventory?: Resolver<Maybe<ResolversTypes['InventoryItemPayload']>, ParentType, ContextType, RequireFields<MutationAdjustInventoryArgs, 'by' | 'id'>>;
  cancelBooking?: Resolver<Maybe<ResolversTypes['BookingPayload']>, ParentType, ContextType, RequireFields<MutationCancelBookingArgs, 'id'>>;
  cancelOrder?: Resolver<Maybe<ResolversTypes['OrderPayload']>, ParentType, ContextType, RequireFields<MutationCancelOrderArgs, 'id'>>;
  cancelWrite?: Resolver<Maybe<ResolversTypes['WritePayload']>, ParentType, ContextType, RequireFields<MutationCancelWriteArgs, 'id'>>;
  confirmWrite?: Resolver<Maybe<ResolversTypes['WritePayload']>, ParentType, ContextType, RequireFields<MutationConfirmWriteArgs, 'id' | 'system'>>;
  createBooking?: Resolver<Maybe<ResolversTypes['BookingPayload']>, ParentType, ContextType, RequireFields<MutationCreateBookingArgs, 'input'>>;
  createCustomer?: Resolver<Maybe<ResolversTypes['CustomerPayload']>, ParentType, ContextType, RequireFields<MutationCreateCustomerArgs, 'input'>>;
  createOrder?: Resolver<Maybe<ResolversTypes['OrderPayload']>, ParentType, ContextType, RequireFields<MutationCreateOrderArgs, 'input'>>;
  linkRecord?: Resolver<Maybe<ResolversTypes['IdentityPayload']>, ParentType, ContextType, RequireFields<MutationLinkRecordArgs, 'entity' | 'externalId' | 'id' | 'system'>>;
  mergeCustomers?: Resolver<Maybe<ResolversTypes['CustomerPayload']>, ParentType, ContextType, RequireFields<MutationMergeCustomersArgs, 'confirm' | 'duplicate' | 'id'>>;
  modifyBooking?: Resolver<Maybe<ResolversTypes['BookingPayload']>, ParentType, ContextType, RequireFields<MutationModifyBookingArgs, 'id' | 'input'>>;
  releaseOrder?: Resolver<Maybe<ResolversTypes['OrderPayload']>, ParentType, ContextType, RequireFields<MutationReleaseOrderArgs, 'id'>>;
  retryWrite?: Resolver<Maybe<ResolversTypes['WritePayload']>, ParentType, ContextType, RequireFields<MutationRetryWriteArgs, 'id'>>;
  submitEnquiry?: Resolver<Maybe<ResolversTypes['EnquiryPayload']>, ParentType, ContextType, RequireFields<MutationSubmitEnquiryArgs, 'input'>>;
  unlinkRecord?: Resolver<Maybe<ResolversTypes['IdentityPayload']>, ParentType, ContextType, RequireFields<MutationUnlinkRecordArgs, 'entity' | 'id' | 'system'>>;
  unmergeCustomer?: Resolver<Maybe<ResolversTypes['IdentityPayload']>, ParentType, ContextType, RequireFields<MutationUnmergeCustomerArgs, 'id'>>;
  updateCustomer?: Resolver<Maybe<ResolversTypes['CustomerPayload']>, ParentType, ContextType, RequireFields<MutationUpdateCustomerArgs, 'id' | 'input'>>;
  updateInventoryItem?: Resolver<Maybe<ResolversTypes['InventoryItemPayload']>, ParentType, ContextType, RequireFields<MutationUpdateInventoryItemArgs, 'id' | 'input'>>;
  updateOrder?: Resolver<Maybe<ResolversTypes['OrderPayload']>, ParentType, ContextType, RequireFields<MutationUpdateOrderArgs, 'id' | 'input'>>;
};

export type NodeResolvers<ContextType = ResolverContext, ParentType extends ResolversParentTypes['Node'] = ResolversParentTypes['Node']> = {
  __resolveType: TypeResolveFn<'Booking' | 'Customer' | 'InventoryItem' | 'Order', ParentType, ContextType>;
};

export interface NonNegativeIntScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['NonNegativeInt'], any> {
  name: 'NonNegativeInt';
}

export type OrderResolvers<ContextType = ResolverContext, ParentType extends ResolversParentTypes['Order'] = ResolversParentTypes['Order']> = {
  createdAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  currency?: Resolver<Maybe<ResolversTypes['Currency']>, ParentType, ContextType>;
  customer?: Resolver<Maybe<ResolversTypes['Customer']>, ParentType, ContextType>;
  externalReference?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  invoicedAmount?: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  lines?: Resolver<Maybe<ReadonlyArray<ResolversTypes['OrderLine']>>, ParentType, ContextType>;
  netAmount?: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  number?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  orderDate?: Resolver<Maybe<ResolversTypes['LocalDate']>, ParentType, ContextType>;
  shippedState?: Resolver<Maybe<ResolversTypes['ShippedState']>, ParentType, ContextType>;
  sources?: Resolver<Maybe<ReadonlyArray<ResolversTypes['Source']>>, ParentType, ContextType>;
  status?: Resolver<Maybe<ResolversTypes['OrderStatus']>, ParentType, ContextType>;
  taxAmount?: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  totalAmount?: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  updatedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type OrderConnectionResolvers<ContextType = ResolverContext, ParentType extends ResolversParentTypes['OrderConnection'] = ResolversParentTypes['OrderConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['OrderEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type OrderEdgeResolvers<ContextType = ResolverContext, ParentType extends ResolversParentTypes['OrderEdge'] = ResolversParentTypes['OrderEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<Maybe<ResolversTypes['Order']>, ParentType, ContextType>;
};

export type OrderLineResolvers<ContextType = ResolverContext, ParentType extends ResolversParentTypes['OrderLine'] = ResolversParentTypes['OrderLine']> = {
  amount?: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  description?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  discount?: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  item?: Resolver<Maybe<ResolversTypes['InventoryItem']>, ParentType, ContextType>;
  quantity?: Resolver<Maybe<ResolversTypes['Decimal']>, ParentType, ContextType>;
  sku?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  unitPrice?: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
};

export type OrderPayloadResolvers<ContextType = ResolverContext, ParentType extends ResolversParentTypes['OrderPayload'] = ResolversParentTypes['OrderPayload']> = {
  order?: Resolver<Maybe<ResolversTypes['Order']>, ParentType, ContextType>;
  receipts?: Resolver<ReadonlyArray<ResolversTypes['Receipt']>, ParentType, ContextType>;
  userErrors?: Resolver<ReadonlyArray<ResolversTypes['UserError']>, ParentType, ContextType>;
  writeId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type PageInfoResolvers<ContextType = ResolverContext, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  endCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  hasPreviousPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  startCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export interface PhoneNumberScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['PhoneNumber'], any> {
  name: 'PhoneNumber';
}

export interface PositiveIntScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['PositiveInt'], any> {
  name: 'PositiveInt';
}

export type PropertyResolvers<ContextType = ResolverContext, ParentType extends ResolversParentTypes['Property'] = ResolversParentTypes['Property']> = {
  code?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  name?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  timeZone?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type QueryResolvers<ContextType = ResolverContext, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  auditTrail?: Resolver<Maybe<ResolversTypes['AuditConnection']>, ParentType, ContextType, RequireFields<QueryAuditTrailArgs, 'first'>>;
  availability?: Resolver<Maybe<ReadonlyArray<ResolversTypes['RoomAvailability']>>, ParentType, ContextType, RequireFields<QueryAvailabilityArgs, 'adults' | 'arrival' | 'children' | 'departure' | 'property'>>;
  booking?: Resolver<Maybe<ResolversTypes['Booking']>, ParentType, ContextType, Partial<QueryBookingArgs>>;
  bookings?: Resolver<Maybe<ResolversTypes['BookingConnection']>, ParentType, ContextType, RequireFields<QueryBookingsArgs, 'first'>>;
  customer?: Resolver<Maybe<ResolversTypes['Customer']>, ParentType, ContextType, Partial<QueryCustomerArgs>>;
  customerByExternalId?: Resolver<Maybe<ResolversTypes['Customer']>, ParentType, ContextType, RequireFields<QueryCustomerByExternalIdArgs, 'id' | 'system'>>;
  customers?: Resolver<Maybe<ResolversTypes['CustomerConnection']>, ParentType, ContextType, RequireFields<QueryCustomersArgs, 'first'>>;
  identityReviews?: Resolver<Maybe<ResolversTypes['IdentityReviewConnection']>, ParentType, ContextType, RequireFields<QueryIdentityReviewsArgs, 'first'>>;
  inventoryItem?: Resolver<Maybe<ResolversTypes['InventoryItem']>, ParentType, ContextType, Partial<QueryInventoryItemArgs>>;
  inventoryItems?: Resolver<Maybe<ResolversTypes['InventoryItemConnection']>, ParentType, ContextType, RequireFields<QueryInventoryItemsArgs, 'first'>>;
  me?: Resolver<Maybe<ResolversTypes['Customer']>, ParentType, ContextType>;
  node?: Resolver<Maybe<ResolversTypes['Node']>, ParentType, ContextType, RequireFields<QueryNodeArgs, 'id'>>;
  order?: Resolver<Maybe<ResolversTypes['Order']>, ParentType, ContextType, Partial<QueryOrderArgs>>;
  orders?: Resolver<Maybe<ResolversTypes['OrderConnection']>, ParentType, ContextType, RequireFields<QueryOrdersArgs, 'first'>>;
  systems?: Resolver<Maybe<ReadonlyArray<ResolversTypes['SystemInfo']>>, ParentType, ContextType>;
  write?: Resolver<Maybe<ResolversTypes['Write']>, ParentType, ContextType, RequireFields<QueryWriteArgs, 'id'>>;
  writes?: Resolver<Maybe<ResolversTypes['WriteConnection']>, ParentType, ContextType, RequireFields<QueryWritesArgs, 'first'>>;
};

export type ReceiptResolvers<ContextType = ResolverContext, ParentType extends ResolversParentTypes['Receipt'] = ResolversParentTypes['Receipt']> = {
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  attempts?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  externalId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  fields?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  nextAttemptAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  operation?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  reason?: Resolver<Maybe<ResolversTypes['ReceiptReason']>, ParentType, ContextType>;
  status?: Resolver<ResolversTypes['ReceiptStatus'], ParentType, ContextType>;
  system?: Resolver<ResolversTypes['System'], ParentType, ContextType>;
};

export type ReceiptReasonResolvers<ContextType = ResolverContext, ParentType extends ResolversParentTypes['ReceiptReason'] = ResolversParentTypes['ReceiptReason']> = {
  code?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  field?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  upstreamRequestId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type RoomAvailabilityResolvers<ContextType = ResolverContext, ParentType extends ResolversParentTypes['RoomAvailability'] = ResolversParentTypes['RoomAvailability']> = {
  description?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  property?: Resolver<ResolversTypes['Property'], ParentType, ContextType>;
  rates?: Resolver<ReadonlyArray<ResolversTypes['RoomRate']>, ParentType, ContextType>;
  remaining?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  roomType?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type RoomRateResolvers<ContextType = ResolverContext, ParentType extends ResolversParentTypes['RoomRate'] = ResolversParentTypes['RoomRate']> = {
  averageNightly?: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  description?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  ratePlan?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  total?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
};

export type SchemaDriftResolvers<ContextType = ResolverContext, ParentType extends ResolversParentTypes['SchemaDrift'] = ResolversParentTypes['SchemaDrift']> = {
  entity?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  field?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  firstSeenAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  path?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  problem?: Resolver<ResolversTypes['SchemaDriftProblem'], ParentType, ContextType>;
};

export type SourceResolvers<ContextType = ResolverContext, ParentType extends ResolversParentTypes['Source'] = ResolversParentTypes['Source']> = {
  asOf?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  part?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  pendingWrites?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  stale?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  state?: Resolver<ResolversTypes['LinkState'], ParentType, ContextType>;
  system?: Resolver<ResolversTypes['System'], ParentType, ContextType>;
  version?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type StayPreferenceResolvers<ContextType = ResolverContext, ParentType extends ResolversParentTypes['StayPreference'] = ResolversParentTypes['StayPreference']> = {
  description?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  value?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type StockLevelResolvers<ContextType = ResolverContext, ParentType extends ResolversParentTypes['StockLevel'] = ResolversParentTypes['StockLevel']> = {
  location?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  onHand?: Resolver<ResolversTypes['Decimal'], ParentType, ContextType>;
};

export type SubscriptionResolvers<ContextType = ResolverContext, ParentType extends ResolversParentTypes['Subscription'] = ResolversParentTypes['Subscription']> = {
  writeChanged?: SubscriptionResolver<Maybe<ResolversTypes['Write']>, "writeChanged", ParentType, ContextType, RequireFields<SubscriptionWriteChangedArgs, 'id'>>;
};

export type SystemErrorResolvers<ContextType = ResolverContext, ParentType extends ResolversParentTypes['SystemError'] = ResolversParentTypes['SystemError']> = {
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  code?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  operation?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  status?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  upstreamRequestId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type SystemInfoResolvers<ContextType = ResolverContext, ParentType extends ResolversParentTypes['SystemInfo'] = ResolversParentTypes['SystemInfo']> = {
  breaker?: Resolver<Maybe<ResolversTypes['BreakerState']>, ParentType, ContextType>;
  contact?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  credentialExpiresAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  drifts?: Resolver<Maybe<ReadonlyArray<ResolversTypes['SchemaDrift']>>, ParentType, ContextType>;
  lastError?: Resolver<Maybe<ResolversTypes['SystemError']>, ParentType, ContextType>;
  latency?: Resolver<Maybe<ResolversTypes['SystemLatency']>, ParentType, ContextType>;
  name?: Resolver<ResolversTypes['System'], ParentType, ContextType>;
  owner?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  rateLimit?: Resolver<Maybe<ResolversTypes['SystemRateLimit']>, ParentType, ContextType>;
  since?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  status?: Resolver<Maybe<ResolversTypes['SystemStatus']>, ParentType, ContextType>;
  vendor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type SystemLatencyResolvers<ContextType = ResolverContext, ParentType extends ResolversParentTypes['SystemLatency'] = ResolversParentTypes['SystemLatency']> = {
  calls?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  p50Ms?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  p95Ms?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
};

export type SystemRateLimitResolvers<ContextType = ResolverContext, ParentType extends ResolversParentTypes['SystemRateLimit'] = ResolversParentTypes['SystemRateLimit']> = {
  pausedUntil?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  refused?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  waits?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type UserErrorResolvers<ContextType = ResolverContext, ParentType extends ResolversParentTypes['UserError'] = ResolversParentTypes['UserError']> = {
  code?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  field?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  system?: Resolver<Maybe<ResolversTypes['System']>, ParentType, ContextType>;
  theirs?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  yours?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type WriteResolvers<ContextType = ResolverContext, ParentType extends ResolversParentTypes['Write'] = ResolversParentTypes['Write']> = {
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  entity?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  entityId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  mutation?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  principal?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  receipts?: Resolver<ReadonlyArray<ResolversTypes['Receipt']>, ParentType, ContextType>;
  requestId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type WriteConnectionResolvers<ContextType = ResolverContext, ParentType extends ResolversParentTypes['WriteConnection'] = ResolversParentTypes['WriteConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['WriteEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type WriteEdgeResolvers<ContextType = ResolverContext, ParentType extends ResolversParentTypes['WriteEdge'] = ResolversParentTypes['WriteEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<Maybe<ResolversTypes['Write']>, ParentType, ContextType>;
};

export type WritePayloadResolvers<ContextType = ResolverContext, ParentType extends ResolversParentTypes['WritePayload'] = ResolversParentTypes['WritePayload']> = {
  userErrors?: Resolver<ReadonlyArray<ResolversTypes['UserError']>, ParentType, ContextType>;
  write?: Resolver<Maybe<ResolversTypes['Write']>, ParentType, ContextType>;
};

export type Resolvers<ContextType = ResolverContext> = {
  Address?: AddressResolvers<ContextType>;
  AuditConnection?: AuditConnectionResolvers<ContextType>;
  AuditEdge?: AuditEdgeResolvers<ContextType>;
  AuditEntry?: AuditEntryResolvers<ContextType>;
  AuditFact?: AuditFactResolvers<ContextType>;
  AuditField?: AuditFieldResolvers<ContextType>;
  Booking?: BookingResolvers<ContextType>;
  BookingConnection?: BookingConnectionResolvers<ContextType>;
  BookingEdge?: BookingEdgeResolvers<ContextType>;
  BookingPayload?: BookingPayloadResolvers<ContextType>;
  Campaign?: CampaignResolvers<ContextType>;
  CountryCode?: GraphQLScalarType;
  Currency?: GraphQLScalarType;
  Customer?: CustomerResolvers<ContextType>;
  CustomerConnection?: CustomerConnectionResolvers<ContextType>;
  CustomerEdge?: CustomerEdgeResolvers<ContextType>;
  CustomerPayload?: CustomerPayloadResolvers<ContextType>;
  DateTime?: GraphQLScalarType;
  Decimal?: GraphQLScalarType;
  EmailAddress?: GraphQLScalarType;
  EnquiryPayload?: EnquiryPayloadResolvers<ContextType>;
  IdentityPayload?: IdentityPayloadResolvers<ContextType>;
  IdentityReview?: IdentityReviewResolvers<ContextType>;
  IdentityReviewConnection?: IdentityReviewConnectionResolvers<ContextType>;
  IdentityReviewEdge?: IdentityReviewEdgeResolvers<ContextType>;
  InventoryItem?: InventoryItemResolvers<ContextType>;
  InventoryItemConnection?: InventoryItemConnectionResolvers<ContextType>;
  InventoryItemEdge?: InventoryItemEdgeResolvers<ContextType>;
  InventoryItemPayload?: InventoryItemPayloadResolvers<ContextType>;
  LocalDate?: GraphQLScalarType;
  Locale?: GraphQLScalarType;
  MarketingConsent?: MarketingConsentResolvers<ContextType>;
  Money?: MoneyResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  Node?: NodeResolvers<ContextType>;
  NonNegativeInt?: GraphQLScalarType;
  Order?: OrderResolvers<ContextType>;
  OrderConnection?: OrderConnectionResolvers<ContextType>;
  OrderEdge?: OrderEdgeResolvers<ContextType>;
  OrderLine?: OrderLineResolvers<ContextType>;
  OrderPayload?: OrderPayloadResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
  PhoneNumber?: GraphQLScalarType;
  PositiveInt?: GraphQLScalarType;
  Property?: PropertyResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  Receipt?: ReceiptResolvers<ContextType>;
  ReceiptReason?: ReceiptReasonResolvers<ContextType>;
  RoomAvailability?: RoomAvailabilityResolvers<ContextType>;
  RoomRate?: RoomRateResolvers<ContextType>;
  SchemaDrift?: SchemaDriftResolvers<ContextType>;
  Source?: SourceResolvers<ContextType>;
  StayPreference?: StayPreferenceResolvers<ContextType>;
  StockLevel?: StockLevelResolvers<ContextType>;
  Subscription?: SubscriptionResolvers<ContextType>;
  SystemError?: SystemErrorResolvers<ContextType>;
  SystemInfo?: SystemInfoResolvers<ContextType>;
  SystemLatency?: SystemLatencyResolvers<ContextType>;
  SystemRateLimit?: SystemRateLimitResolvers<ContextType>;
  UserError?: UserErrorResolvers<ContextType>;
  Write?: WriteResolvers<ContextType>;
  WriteConnection?: WriteConnectionResolvers<ContextType>;
  WriteEdge?: WriteEdgeResolvers<ContextType>;
  WritePayload?: WritePayloadResolvers<ContextType>;
};

export type DirectiveResolvers<ContextType = ResolverContext> = {
  access?: AccessDirectiveResolver<any, any, ContextType>;
  accessOf?: AccessOfDirectiveResolver<any, any, ContextType>;
  appliesTo?: AppliesToDirectiveResolver<any, any, ContextType>;
  compares?: ComparesDirectiveResolver<any, any, ContextType>;
  copiedTo?: CopiedToDirectiveResolver<any, any, ContextType>;
  entity?: EntityDirectiveResolver<any, any, ContextType>;
  inverse?: InverseDirectiveResolver<any, any, ContextType>;
  mutation?: MutationDirectiveResolver<any, any, ContextType>;
  owner?: OwnerDirectiveResolver<any, any, ContextType>;
  restrict?: RestrictDirectiveResolver<any, any, ContextType>;
  self?: SelfDirectiveResolver<any, any, ContextType>;
  sets?: SetsDirectiveResolver<any, any, ContextType>;
  source?: SourceDirectiveResolver<any, any, ContextType>;
};
