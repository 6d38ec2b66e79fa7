package dev.lethe.query.projections;

/**
 * Turns events into the rows of one read model. The same code runs live, in batches, and in a rebuild, from the first
 * event: it must give the same rows when it sees an event twice, and must not look at the clock, the rows, or keys.
 *
 * <p>Its tables live in the PostgreSQL schema {@code read_<name>}, which a Flyway migration creates; all SQL here names
 * them without a schema, since a rebuild runs the same code against a copy.
 *
 * @param <E> the events it reads: a feature's sealed interface, or {@code Object} for all
 */
public interface Projection<E> {

    /** The name of the read model, of its processor, and of its schema after {@code read_}. */
    String name();

    /** Raise it when the same events make other rows: the read model is then rebuilt at the next start. */
    int version();

    /** The type of the events it reads. */
    Class<E> reads();

    /** Changes the rows as this event demands. */
    void project(E event, Recorded recorded, Rows rows);
}
