package dev.lethe.shredding;

/** Another member of staff has that address: they were faster, or had it all along. Nothing was written. */
public final class AddressTakenException extends VaultException {

    public AddressTakenException() {
        super("Another member of staff has that address");
    }
}
