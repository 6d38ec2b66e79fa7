package dev.lethe.shredding.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** JCE's instances are used again and again. What they would compute next tells which key is in them. */
class CryptoTest {

    private static final byte[] NO_KEY = new byte[Crypto.KEY];
    private static final byte[] TEXT = "kestrel".getBytes(StandardCharsets.US_ASCII);

    private final byte[] key = Crypto.random(Crypto.KEY);
    private byte[] sealed;

    @BeforeEach
    void seal() {
        sealed = Crypto.seal(key, TEXT, TEXT);
    }

    private static byte[] hmac(byte[] key) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(TEXT);
    }

    private static byte[] gcm(byte[] key, byte[] nonce) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new GCMParameterSpec(Crypto.TAG * 8, nonce));
        return cipher.doFinal(TEXT);
    }

    private void assertThatNoKeyIsLeft() throws GeneralSecurityException {
        try (Crypto.Instances lastUsed = Crypto.Instances.take()) {
            assertThat(lastUsed.mac().doFinal(TEXT)).isEqualTo(hmac(NO_KEY));
            byte[] nonce = lastUsed.cipher().getIV();
            assertThat(lastUsed.cipher().doFinal(TEXT)).isEqualTo(gcm(NO_KEY, nonce));
        }
    }

    @Test
    void no_key_is_left_after_each_use() throws Exception {
        Crypto.prf(key, TEXT);
        Crypto.open(key, TEXT, sealed);
        assertThatNoKeyIsLeft();
        Crypto.seal(key, TEXT, TEXT);
        assertThatNoKeyIsLeft();
    }

    @Test
    void no_key_is_left_after_a_burst_and_what_it_computes_is_the_same() throws Exception {
        try (Crypto.Burst _ = Crypto.burst()) {
            for (int i = 0; i < 3; i++) {
                assertThat(Crypto.prf(key, TEXT)).isEqualTo(hmac(key));
                assertThat(Crypto.open(key, TEXT, sealed)).isEqualTo(TEXT);
            }
            Crypto.prf(key, TEXT);
        }
        assertThatNoKeyIsLeft();
        Crypto.prf(key, TEXT);
        Crypto.open(key, TEXT, sealed);
        assertThatNoKeyIsLeft();
    }
}
