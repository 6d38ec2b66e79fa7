package dev.lethe.shredding.sealing;

import dev.lethe.shredding.Identifier;
import dev.lethe.shredding.Owner;
import dev.lethe.shredding.Population;
import dev.lethe.shredding.tree.Prefix;

/**
 * Where an identifier stands, and as what: all of it is authenticated with the value.
 *
 * @param subject whose it is
 * @param n its number among those of its subject, from 1: one that was taken away is missed by the others
 * @param of how many there are, at most 255
 * @param flags {@link #STAFF}, {@link #RESOLVES}, {@link #CONFIRMED}
 * @param kind the code of an {@link Identifier.Kind}
 */
public record IdentifierPlace(Prefix subject, int n, int of, int flags, String kind) {

    public static final int STAFF = 1;
    /** It finds its person. */
    public static final int RESOLVES = 2;
    /** It is no longer only claimed. */
    public static final int CONFIRMED = 4;

    /** The most identifiers that a person's part of a record can have. */
    static final int MOST = Owner.Named.MOST;

    public IdentifierPlace {
        if (n < 1 || n > of || of > MOST) throw new IllegalArgumentException("Not a place: " + n + " of " + of);
        if (flags < 0 || flags > 7) throw new IllegalArgumentException("No such flags: " + flags);
    }

    /** Where nothing opens: what a changed row says of itself. */
    public static IdentifierPlace none(Prefix subject) {
        return new IdentifierPlace(subject, 1, 1, 0, "");
    }

    public boolean has(int flag) {
        return (flags & flag) != 0;
    }

    public Population population() {
        return has(STAFF) ? Population.STAFF : Population.PUBLIC;
    }
}
