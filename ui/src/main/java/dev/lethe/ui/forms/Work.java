package dev.lethe.ui.forms;

import dev.lethe.command.submissions.TokenKeys;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import org.altcha.altcha.Altcha;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Work that a visitor's browser does before a form is sent, as ALTCHA has it: to find the number that gives a hash. It costs a
 * person nothing to speak of, and a machine that sends by the thousand something each time.
 *
 * <p>What is asked is bound to the page's submit token: a solution is good for that one submission, on every node, and for as
 * long as the token is. So nothing of it is stored, and nothing has to be remembered against its being used again.
 */
@Component
class Work {

    /** The largest number that is tried; on average half of them are. */
    static final long MOST = 100_000;

    /** No solution is nearly as long. */
    private static final int LONGEST = 2_000;

    /** What was made here for this token, to the last character: nothing can be moved between the salt and the number. */
    private static final String SALT = "[0-9a-f]{24,64}\\?for=%s&";

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final TokenKeys keys;

    Work(TokenKeys keys) {
        this.keys = keys;
    }

    /** What is to be solved, in ALTCHA's own names. */
    record Challenge(String algorithm, String challenge, long maxnumber, String salt, String signature) {}

    /** A solution, in ALTCHA's own names. How long it took is left out by some, and of no use here. */
    private record Solution(
            String algorithm,
            String challenge,
            long number,
            String salt,
            String signature,
            @Nullable Long took) {}

    /** What the page with this token is to solve. */
    Challenge challenge(String token) {
        try {
            Altcha.Challenge made = Altcha.createChallenge(new Altcha.ChallengeOptions()
                    .setAlgorithm(Altcha.Algorithm.SHA256)
                    .setMaxNumber(MOST)
                    .setSecureRandomNumber(true)
                    .setHmacKey(key())
                    .addParam("for", hash(token)));
            return new Challenge(made.algorithm, made.challenge, made.maxnumber, made.salt, made.signature);
        } catch (Exception e) { // what the library declares
            throw new IllegalStateException("No challenge could be made", e);
        }
    }

    /** The challenge as the page carries it. */
    static String text(Challenge challenge) {
        return JSON.writeValueAsString(challenge);
    }

    /**
     * Whether the work for this token was done.
     *
     * @param proof the solution as ALTCHA's clients send it: JSON in Base64
     */
    boolean isDone(String token, String proof) {
        if (proof.isEmpty() || proof.length() > LONGEST) return false;
        Solution solution;
        try {
            solution = JSON.readValue(Base64.getDecoder().decode(proof), Solution.class);
        } catch (JacksonException | IllegalArgumentException e) {
            return false;
        }
        if (solution == null
                || solution.number() < 0
                || solution.number() > MOST
                || !"SHA-256".equals(solution.algorithm())
                || solution.challenge() == null
                || solution.signature() == null
                || solution.salt() == null
                || !solution.salt().matches(SALT.formatted(hash(token)))) return false;
        Altcha.Payload payload = new Altcha.Payload();
        payload.algorithm = solution.algorithm();
        payload.challenge = solution.challenge();
        payload.number = solution.number();
        payload.salt = solution.salt();
        payload.signature = solution.signature();
        try {
            return Altcha.verifySolution(payload, key(), false); // it ends with the token
        } catch (Exception e) { // what the library declares
            return false;
        }
    }

    private String key() {
        return HexFormat.of().formatHex(keys.of("work"));
    }

    private static String hash(String token) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java platform has it
        }
    }
}
