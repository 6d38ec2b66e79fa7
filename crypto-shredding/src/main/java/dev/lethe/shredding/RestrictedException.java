package dev.lethe.shredding;

/** What was asked for is processing, and the processing of something of it is restricted. Nothing was done. */
public class RestrictedException extends VaultException {

    public RestrictedException(String message) {
        super(message);
    }
}
