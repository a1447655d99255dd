-- The company's own database of this example: loyalty of customers, and the campaign that sold a booking. All invented.
-- Spelled as such tables are: addresses in any case, phones as typed, people whom the ERP does not know.

create table customer_profile (
  customer_key text primary key,
  email text,
  phone text,
  loyalty_points integer not null,
  segment text,
  lifetime_value numeric(12, 2),
  lifetime_value_currency char(3),
  updated_at timestamptz not null
);

-- What the gateway's look-ups by e-mail address and by phone number want.
create index customer_profile_email on customer_profile (lower(email));
create index customer_profile_phone on customer_profile (right(regexp_replace(phone, '\D', '', 'g'), 7));

insert into customer_profile values
  ('K-1001', 'guest0001@example.com', '+49301000000', 12480, 'GOLD', 7342.50, 'EUR', '2026-10-02 08:15:00+00'),
  ('K-1002', 'Guest0002@Example.com', '030 1000001', 310, 'BASIC', 129.90, 'EUR', '2026-09-14 17:40:12+00'),
  ('K-1003', 'guest0003@example.com', null, 0, null, null, null, '2026-01-30 11:05:59+00'),
  ('K-1004', 'GUEST0004@EXAMPLE.COM', '+49 30 1000003', 4100, 'SILVER', 1880.00, 'EUR', '2026-11-01 06:00:00+00'),
  ('K-1005', 'guest0005@example.com', '+49301000004', 20750, 'PLATINUM', 25110.75, 'EUR', '2026-11-20 21:30:45+00'),
  ('K-1006', null, '+49301000005', 55, 'BASIC', 0.00, 'EUR', '2026-05-05 05:05:05+00'),
  ('K-1007', 'guest0007@example.com', '+49301000006', 9020, 'GOLD', 4400.10, 'USD', '2026-08-19 13:13:13+00'),
  ('K-1009', 'guest0009@example.com', '+49301000008', 2750, 'SILVER', 999.99, 'EUR', '2026-07-07 07:07:07+00'),
  ('K-1010', 'guest0010@example.com', '+49301000009', 640, 'BASIC', 64.00, 'EUR', '2026-11-11 11:11:11+00'),
  -- Only this database knows them.
  ('K-2001', 'walk.in@example.org', '+4915550100', 15, null, null, null, '2026-11-21 09:00:00+00');

create table booking_attribution (
  confirmation_number text primary key,
  campaign_source text,
  campaign_medium text,
  campaign_name text,
  updated_at timestamptz not null
);

insert into booking_attribution values
  ('HW-100001', 'google', 'cpc', 'brand', '2026-10-01 10:00:00+00'),
  ('HW-100002', 'newsletter', 'email', 'late-summer', '2026-09-03 12:30:00+00'),
  ('HW-100003', '(direct)', '(none)', null, '2026-11-15 18:45:00+00');
