package dev.lethe.shredding;

/** The answers to many openings, made with one look at the keys. An alarm at one value does not spoil the others. */
public interface Openings {

    /**
     * What opening this value found.
     *
     * @throws CannotBeOpenedException as {@link Unsealing#open}, for this value alone
     * @throws IllegalArgumentException when it was not among those asked for
     */
    <T> Opened<T> of(Sealed<T> value);
}
