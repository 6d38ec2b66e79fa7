package dev.lethe.shredding;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Seals personal values under keys that one person owns and that can be destroyed.
 *
 * <p><b>Guaranteed:</b> AES-256-GCM; a token opens only at the place it was sealed for; tampering throws and is never
 * mistaken for erasure; once {@link #carryOut} returns, no copy of the vault, of whatever age, opens what it destroyed
 * together with any root state that this vault still knows of. <b>Not guaranteed:</b> length hidden beyond Padmé's steps;
 * anything once a caller has the plaintext; copies of the root state that were made outside.
 *
 * <p>Safe for use by many threads. Every method throws {@link VaultException} when the vault cannot be reached.
 */
public interface KeyVault extends AutoCloseable {

    /**
     * Makes keys for a new record.
     *
     * @param owners whose the parts of the record are, one key each
     * @throws VaultException when an owner is of the staff and has an address that another subject of the staff has, also
     *     when both are made at once
     */
    RecordKeys newKeys(List<? extends Owner> owners);

    /**
     * New keys for further values of the person whose key this is, in the same subject: an account's new password, say.
     *
     * @throws CannotBeOpenedException when that key is missing or broken
     * @throws VaultException when that key was erased: nothing new is ever sealed for the erased
     */
    RecordKeys moreKeysBeside(UUID keyId, int count);

    /**
     * The key of a record that is there, once more: for a value that takes the place of an older one and dies with it, so that
     * nothing has to be destroyed meanwhile. The older value opens for as long as the key lives.
     *
     * @throws CannotBeOpenedException when that key is missing or broken
     * @throws VaultException when that key was erased: nothing new is ever sealed for the erased
     */
    RecordKeys keyAgain(UUID keyId);

    /**
     * Opens one value.
     *
     * @throws CannotBeOpenedException when it should open and does not
     */
    <T> Opened<T> open(Sealed<T> value);

    /** Opens many values with one look at the keys. Use it for a page; alarms come when each value is asked for. */
    Openings openAll(Collection<? extends Sealed<?>> values);

    /**
     * Opens a file, in constant memory. That it stands at its place, and its first 64 KiB, are checked before this returns.
     * What comes later is checked while it is read: a stream that throws has given out the <em>beginning of a file</em>,
     * and whoever passes it on must abort visibly (a download without its last chunk), never end it as if it were whole.
     * Only an end that was read, -1, is the end of the file. Closing the stream forgets the key and closes {@code sealed}.
     *
     * @param sealed the file as {@link RecordKeys#sealFile} wrote it, from its first byte; read no further when it is erased
     * @return a stream whose reads throw {@link CannotBeOpenedException} where the file was changed or cut, and
     *     {@link IOException} only when {@code sealed} did
     * @throws CannotBeOpenedException when it should open and does not; the key id has only zeros when the file names none
     * @throws IOException when {@code sealed} cannot be read
     */
    Opened<InputStream> openFile(FilePlace place, InputStream sealed) throws IOException;

    /**
     * How many addresses do not open where they stand: their rows were changed or moved, and whoever has them is not found. Whoever
     * is told that nobody was found has to be told that, too.
     */
    long unreadableAddresses();

    /**
     * Of how many parts of records not all identifiers are there, as of the last time they were counted: rows were taken away or
     * changed, and whoever they belong to is not found by them. Empty before the first time since the start.
     */
    OptionalLong incompleteParts();

    /**
     * Counts the identifiers of all living parts of records against what the events say came with them. It goes through all
     * events, some thousands in memory at a time: daily, and after a start.
     *
     * @return what {@link #incompleteParts} says from now on
     */
    long countIdentifiers(EventHistory events);

    /**
     * Looks for a person. An e-mail address that stands first in a part leads to it, of whatever lane: what it finds is the
     * person's. One that stands elsewhere, and a telephone, a name or a reference, which several people may share, only find
     * possible matches. For those all identifiers of their kind are opened, which takes about two seconds for a million.
     *
     * @return empty when no living subject has this identifier
     * @throws AddressesUnreadException when not all addresses were read since the start; it says how far that is
     * @throws VaultException when a row of what was found was changed: nothing is left out silently
     */
    Optional<Enquiry> enquire(Identifier identifier, Population population);

    /** An earlier enquiry, with what it finds now; empty when it is unknown or older than a day. */
    Optional<Enquiry> enquiry(UUID id);

    /**
     * Looks for possible matches of an enquiry by something else that the person is known by, too.
     *
     * @return the enquiry as it is then; empty when it is unknown or older than a day
     */
    Optional<Enquiry> match(UUID enquiry, Identifier identifier);

    /**
     * Takes a possible match into an enquiry, or out of it again: an order then names its record beside the addresses.
     *
     * @param keyId the record's own key
     * @return the enquiry as it is then; empty when it is unknown or older than a day
     * @throws VaultException when that is no possible match of it
     */
    Optional<Enquiry> take(UUID enquiry, UUID keyId, boolean in);

    /**
     * A member of staff, as the address finds them.
     *
     * @param account the id that stands beside the address
     * @param key a key of theirs, beside which others can be made
     */
    record MemberOfStaff(UUID account, UUID key) {}

    /**
     * The member of staff with this address, if there is one: how a sign-in finds the account.
     *
     * @throws VaultException when a row of the subject was changed
     */
    Optional<MemberOfStaff> memberOfStaff(Identifier email);

    /**
     * Begins to put right whose a part of a record is: makes a subject of its own for it, under these identifiers, and an order that
     * ends the old one once an event has {@link Replacement#said}, sealed under the new key. From then on the old one takes no key,
     * and no order reaches either until {@link #completeReplacement}, which a start and the hourly mark do as well. Everything that
     * lives beside the old key is to be sealed anew under the new one and named by the same commit of the events; what is not, is
     * lost.
     *
     * @return the own key of the new subject
     * @throws AddressTakenException when another member of staff has the address
     * @throws VaultException when the account is not the same, the record is to be erased or is being put right already, or the root
     *     state has no room
     */
    RecordKeys replace(Replacement replacement);

    /**
     * Ends what was replaced, once its event is stored. A store that does not give it out yet is asked for some seconds.
     *
     * @throws VaultException when it cannot be completed now; it is within the hour, or at the next start
     */
    void completeReplacement(UUID erasure, EventHistory events);

    /**
     * Forgets what was to be replaced, once it is certain that its event is not stored and never will be: the old subject lives on as
     * it was.
     *
     * @throws VaultException when that cannot be done now; it is within some hours, or at the next start
     */
    void giveUpReplacement(UUID erasure, EventHistory events);

    /**
     * Ends what the events say was replaced and lives on, since its order was lost. Does nothing while somebody has to say what was
     * restored. Reads little: it may be asked every few minutes.
     *
     * @return how many subjects
     */
    int endForgottenReplacements(EventHistory events);

    /**
     * Makes an erasure order durable. The same order again, at whatever time, is no error.
     *
     * @return the order as it stands: of several that are the same, the first
     * @throws OtherOrderException when there is another order with that id
     * @throws VaultException when the enquiry is gone, a key to keep is not the person's, or a key is unknown
     * @throws HeldException when a key is held, and the order neither leaves such records out nor ends the hold
     */
    ErasureOrder order(ErasureOrder order);

    /**
     * Those of these keys that cannot simply be destroyed, each with why. What is destroyed already, and what can be, is not
     * among them. Only a look: an order looks again when it is carried out.
     */
    Map<UUID, Hindrance> hindrances(Collection<UUID> keyIds);

    /**
     * Carries an order out, or on from where a crash left it. Returns only when it is complete in every mirror.
     *
     * @throws VaultException when it cannot be completed now; it then stays pending and can be carried out again
     */
    ErasureProof carryOut(UUID erasure);

    /**
     * Destroys keys that no event names, at once and without an order: what lives for minutes or days. Keys of other lanes are
     * never reached, whoever names them. Returns only when it is complete in every mirror.
     *
     * @return those of the keys that stay: unknown, broken, held, or in a lane whose keys events name
     * @throws VaultException when it cannot be completed now; ask again
     */
    Set<UUID> endShortLived(Collection<UUID> keyIds);

    /** Orders that are not complete, oldest first. */
    List<ErasureOrder> pending();

    /** Completed erasures with their proofs, from this ledger number on, in order: what events may have to catch up with. */
    List<ErasureProof> proofs(long fromLedgerNumber);

    /** The keys that an erasure of a person was to keep, each with why; empty when its order is not known any more. */
    Map<UUID, Ground> keptBy(UUID erasure);

    /** Whether anything that an erasure destroyed could still be opened with the present root state. Tries the tree itself. */
    boolean opensNothing(UUID erasure);

    /**
     * Keys that an erasure destroyed, and those that its order named one by one and an earlier one had destroyed. Once they were swept, nobody knows any more which were a person's: then only those that
     * an order named one by one are told, and for the others there is {@link #destroyedAmong}.
     */
    void destroyedBy(UUID erasure, Consumer<DestroyedKey> each);

    /** Those of these keys that are destroyed, whichever erasure did it, swept or not. */
    void destroyedAmong(Collection<UUID> keyIds, Consumer<DestroyedKey> each);

    /** All keys that were ever destroyed. */
    void allDestroyed(Consumer<DestroyedKey> each);

    /** Blanks the rows of keys that were destroyed and lists them in the ledger. @return how many were blanked */
    int sweep();

    /**
     * Tells whether the events are as this vault left them, which {@link #restores} says afterwards, and draws a new mark. Once,
     * after the start and before anything is served.
     */
    void join(EventHistory events);

    /**
     * Tells whether a store was set back under this process; then draws a new mark and notes it in root state, vault and events,
     * so that a restored one can be told. Hourly.
     */
    void mark(EventHistory events);

    /** How far the events are known to go: what is sealed from now on is named by a later one, if by any. A lower one than before is ignored. */
    void eventsReach(long position);

    /** Every restore that is known, in the order in which they were told. While one is awaited, nothing may go by its age. */
    List<Restore> restores();

    /**
     * An operator says that a store was restored: one of which that was told, or one of which nothing could tell it.
     *
     * @param from of what time the backup is
     */
    void confirmRestore(Restore.Store store, Instant from);

    /** How many subjects there are whose event never came, and whether something stands in the way of destroying them. */
    OrphanSearch orphans(EventHistory events);

    /**
     * Destroys subjects whose event never came, with an entry of the ledger and no order: of those with identifiers, written
     * since the last complete search and more than two hours ago, none of whose keys any event names. Nothing when the events
     * end too early or have a gap, before a restore is confirmed, or when there are too many.
     *
     * @param most how many may go at once
     */
    OrphanSearch destroyOrphans(EventHistory events, int most);

    /**
     * The time of the last ledger entry, of whatever kind; empty before the first. For a retention that distrusts its clock:
     * beyond this time by more than a day, whatever destroys by the clock should not go on without a second look. A run that
     * found nothing can order an empty set of keys, which destroys nothing and leaves its time for the next.
     */
    Optional<Instant> lastLedgerTime();

    /**
     * How many keys live in each lane, counted in one pass over the subjects: of how many a retention is about to destroy
     * some. Includes keys whose records never came to be, and those that were made ahead by a process that crashed.
     */
    Map<Lane, Long> livingKeys();

    /**
     * Whether root state, ledger and vault agree, and what an operator should know about how they are kept. It looks at every
     * copy of the root state as it is now, brings up those that are back, and then takes numbers ahead again: ask often, every
     * few seconds.
     */
    VaultHealth health();

    @Override
    void close();
}
