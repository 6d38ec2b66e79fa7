-- Which record each key of an order is a part of, by a number of the order's own; null for orders from before this.
ALTER TABLE vault.erasure_order ADD COLUMN records integer[];
-- What becomes of records of which something is held, unknown or broken.
ALTER TABLE vault.erasure_order ADD COLUMN hindered text;
UPDATE vault.erasure_order
SET hindered = CASE WHEN ground IN ('retention', 'expired') THEN 'LEFT_OUT' ELSE 'REFUSED' END
WHERE keys IS NOT NULL;
