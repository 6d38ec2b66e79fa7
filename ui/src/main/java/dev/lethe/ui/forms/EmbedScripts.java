package dev.lethe.ui.forms;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;

/**
 * The script with which other sites show our forms. Its address never changes, since it stands in their pages; so browsers ask
 * again soon, and are told when it is still the same.
 */
@Controller
class EmbedScripts {

    private static final MediaType JAVASCRIPT = new MediaType("text", "javascript", StandardCharsets.UTF_8);
    private static final Duration FRESH = Duration.ofMinutes(10);

    /** @param mark changes when the script does */
    private record Script(byte[] content, String mark) {
        static Script of(String resource) throws IOException {
            byte[] content = new ClassPathResource(resource).getContentAsByteArray();
            try {
                byte[] hash = MessageDigest.getInstance("SHA-256").digest(content);
                return new Script(content, '"' + HexFormat.of().formatHex(hash, 0, 16) + '"');
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e); // every Java platform has it
            }
        }
    }

    private final Script embed = Script.of("embed/embed.js");
    private final Script work = Script.of("assets/work.js");

    EmbedScripts() throws IOException {}

    @GetMapping("/embed.js")
    ResponseEntity<byte[]> embed() {
        return answer(embed);
    }

    @GetMapping("/embed/work.js")
    ResponseEntity<byte[]> work() {
        return answer(work);
    }

    /** For pages of any site: it is the same for all, and what it asks for is given to listed ones only. */
    private static ResponseEntity<byte[]> answer(Script script) {
        return ResponseEntity.ok()
                .contentType(JAVASCRIPT)
                .eTag(script.mark())
                .cacheControl(CacheControl.maxAge(FRESH).cachePublic().mustRevalidate())
                .header(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, "*")
                .headers(headers -> headers.set("Cross-Origin-Resource-Policy", "cross-origin"))
                .body(script.content());
    }
}
