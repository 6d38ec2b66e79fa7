-- Whether what a part of a record left is dead is asked of the events that moved it: they are few.
CREATE INDEX event_of_move ON event (position)
    WHERE payload_type = 'dev.lethe.command.accounts.events.AccountEvent$AddressChanged';
