package dev.lethe.shredding.tree;

import dev.lethe.shredding.crypto.Crypto;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The check before every new tree: every seed in it is in the old one or derives from it, and exactly what was named is
 * lost. A bug in puncturing would lose everybody, so this shares nothing with it: prefixes as text, and a Mac of its own.
 */
public final class PunctureCheck {

    private PunctureCheck() {}

    /** @throws IllegalStateException when the new tree is anything but the old one without the named places */
    public static void check(SeedTree before, SeedTree after, Collection<Prefix> named) {
        int old = 0;
        int deriving = -1;
        Derivation derivation = null;
        for (int i = 0; i < after.size(); i++) {
            long place = after.placeAt(i);
            // Both are in order, so the seed at or above this one is the last that does not come after it.
            while (old + 1 < before.size() && Long.compareUnsigned(before.placeAt(old + 1), place) <= 0) old++;
            byte[] seed = after.seedAt(i);
            if (old < before.size() && before.placeAt(old) == place) {
                if (!Arrays.equals(before.seedAt(old), seed))
                    throw new IllegalStateException("The seed at " + SeedTree.prefix(place) + " was changed");
                continue;
            }
            String below = SeedTree.prefix(place).digits();
            if (old >= before.size()
                    || !below.startsWith(SeedTree.prefix(before.placeAt(old)).digits()))
                throw new IllegalStateException("The seed at " + below + " is new");
            if (derivation == null || deriving != old) {
                if (derivation != null) derivation.clear();
                derivation = new Derivation(SeedTree.prefix(before.placeAt(old)).digits(), before.seedAt(old));
                deriving = old;
            }
            if (!Arrays.equals(derivation.seed(below), seed))
                throw new IllegalStateException("The seed at " + below + " does not derive from the old tree");
        }
        if (derivation != null) derivation.clear();
        // So the new tree is part of the old one. It lacks the named places, and as many subjects as the old one had
        // there:
        // then it lacks nothing else.
        BigInteger lost = BigInteger.ZERO;
        String last = null;
        for (Prefix target : new TreeSet<>(named)) {
            if (last != null && target.digits().startsWith(last)) continue;
            last = target.digits();
            if (after.covers(target)) throw new IllegalStateException(target + " is still covered");
            lost = lost.add(coverageOf(before, target));
        }
        if (!before.coverage().subtract(lost).equals(after.coverage()))
            throw new IllegalStateException("Something else than the named places would be lost");
    }

    private static BigInteger coverageOf(SeedTree tree, Prefix target) {
        BigInteger sum = BigInteger.ZERO;
        // What lies inside the target follows it in order; what contains it stands right before.
        int low = 0;
        int high = tree.size();
        long first = SeedTree.place(target);
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (Long.compareUnsigned(tree.placeAt(middle), first) < 0) low = middle + 1;
            else high = middle;
        }
        if (low > 0
                && target.digits()
                        .startsWith(SeedTree.prefix(tree.placeAt(low - 1)).digits())) return subjects(target);
        for (int i = low; i < tree.size(); i++) {
            Prefix inside = SeedTree.prefix(tree.placeAt(i));
            if (!inside.digits().startsWith(target.digits())) break;
            sum = sum.add(subjects(inside));
        }
        return sum;
    }

    private static BigInteger subjects(Prefix prefix) {
        return BigInteger.valueOf(16).pow(Prefix.SUBJECT - prefix.digits().length());
    }

    /** Derives seeds below one seed of the old tree, each inner node once. */
    private static final class Derivation {

        private final Mac mac;
        private final Map<String, byte[]> inner = new HashMap<>();

        Derivation(String place, byte[] seed) {
            try {
                mac = Mac.getInstance("HmacSHA256");
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("This Java has no HMAC-SHA-256", e);
            }
            inner.put(place, seed.clone());
        }

        byte[] seed(String place) {
            String parent = place.substring(0, place.length() - 1);
            byte[] above = inner.get(parent);
            if (above == null) {
                above = seed(parent);
                inner.put(parent, above);
            }
            try {
                mac.init(new SecretKeySpec(above, "HmacSHA256"));
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("HMAC-SHA-256 failed", e);
            }
            mac.update("lethe/2/node".getBytes(StandardCharsets.US_ASCII));
            return mac.doFinal(new byte[] {(byte) Character.digit(place.charAt(place.length() - 1), 16)});
        }

        void clear() {
            inner.values().forEach(Crypto::clear);
        }
    }
}
