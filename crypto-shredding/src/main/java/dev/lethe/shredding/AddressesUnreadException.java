package dev.lethe.shredding;

/** The vault has not read all addresses since its start, and a search now could miss some: ask again soon. */
public final class AddressesUnreadException extends VaultException {

    private final long read;
    private final long of;

    public AddressesUnreadException(long read, long of) {
        super("The vault still reads its addresses: %,d of %,d so far. Search again soon".formatted(read, of));
        this.read = read;
        this.of = of;
    }

    /** How many it has read. */
    public long read() {
        return read;
    }

    /** How many there were when it began. */
    public long of() {
        return of;
    }
}
