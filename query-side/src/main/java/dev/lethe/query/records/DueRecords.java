package dev.lethe.query.records;

import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The records of a feature whose time is over, as its read model has them. */
public interface DueRecords {

    /** Its groups that have records of which something can be read, and what is due of them on a day, by title. */
    List<DueGroup> groups(LocalDate day);

    /** Those that are due on a day, to be asked for piece by piece. */
    Due due(LocalDate day);

    /** What these groups are called, whether or not they have any records left; unknown ones are left out. */
    Map<String, Caption> titles(Collection<String> groups);

    /** How many records of each group have something sealed under one of these keys. */
    Map<String, Long> countByGroup(Collection<UUID> keys);

    /** Where somebody is in going through what is due. Each piece is what is due when it is asked for. */
    interface Due {

        /** The group of which the next ones are; empty when there are no more. */
        Optional<String> group();

        /** Leaves the rest of this group out. */
        void skipGroup();

        /**
         * The next ones of one group, oldest first, at most so many; fewer, or none, when some of a kind are through, and {@link
         * #group} then says what follows.
         */
        List<DueRecord> next(int most);
    }
}
