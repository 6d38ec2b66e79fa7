package dev.lethe.command.submissions;

import java.nio.charset.StandardCharsets;
import org.springframework.stereotype.Component;

/**
 * Keys for what goes along with a submit token, each for one purpose: derived from the key that signs the tokens, so that all
 * nodes have the same and nothing more is stored. Like that key they protect no personal data.
 */
@Component
public class TokenKeys {

    private final SubmitKey key;

    TokenKeys(SubmitKey key) {
        this.key = key;
    }

    /**
     * The key for a purpose, 32 bytes. The same purpose gives the same key for as long as the installation lives.
     *
     * @param purpose a name of its own, as {@code confirmation}
     */
    public byte[] of(String purpose) {
        // A prefix that no other use of the key has: it signs tokens of another length, and receipts.
        return key.tokens().mac().doFinal(("lethe/1/with-token/" + purpose).getBytes(StandardCharsets.US_ASCII));
    }
}
