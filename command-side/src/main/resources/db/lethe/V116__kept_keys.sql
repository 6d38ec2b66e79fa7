-- What an erasure keeps is asked of the events themselves, before anything is destroyed by its age: they are few.
CREATE INDEX event_of_erasure ON event (position) WHERE payload_type IN (
    'dev.lethe.command.privacy.events.ErasureEvent$ErasureFoundInLedger',
    'dev.lethe.command.privacy.events.ErasureEvent$ErasureOrdered');
