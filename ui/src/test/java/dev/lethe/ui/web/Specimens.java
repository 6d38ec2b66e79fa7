package dev.lethe.ui.web;

import dev.lethe.shredding.VaultException;
import dev.lethe.ui.routes.RouteTable;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URI;
import java.sql.SQLTransientConnectionException;
import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.context.PropertyPlaceholderAutoConfiguration;
import org.springframework.boot.http.converter.autoconfigure.HttpMessageConvertersAutoConfiguration;
import org.springframework.boot.servlet.autoconfigure.HttpEncodingAutoConfiguration;
import org.springframework.boot.thymeleaf.autoconfigure.ThymeleafAutoConfiguration;
import org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.error.ErrorMvcAutoConfiguration;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseBody;

/** The pages' frame without the application behind it: pages that show every part, and pages that fail. */
@SpringBootConfiguration(proxyBeanMethods = false)
@ImportAutoConfiguration({
    PropertyPlaceholderAutoConfiguration.class,
    TomcatServletWebServerAutoConfiguration.class,
    DispatcherServletAutoConfiguration.class,
    HttpEncodingAutoConfiguration.class,
    HttpMessageConvertersAutoConfiguration.class,
    WebMvcAutoConfiguration.class,
    ErrorMvcAutoConfiguration.class,
    ThymeleafAutoConfiguration.class
})
@Import({
    WebConfiguration.class,
    SiteAdvice.class,
    RouteTable.class,
    PlainRoutes.class,
    ErrorPages.class,
    SafeErrors.class,
    Failures.class,
    Headers.class,
    KnownHosts.class,
    RequestHead.class,
    BoundedRedirects.class,
    LargeBodies.class,
    FormBodies.class,
    Proxies.class,
    PublicAddress.class,
    ErrorTitles.class
})
class Specimens {

    static ServletWebServerApplicationContext start(String... settings) {
        List<String> all = new ArrayList<>(List.of(settings));
        all.addAll(List.of("--server.port=0", "--logging.level.root=warn"));
        return (ServletWebServerApplicationContext)
                SpringApplication.run(new Class<?>[] {Specimens.class}, all.toArray(String[]::new));
    }

    static URI base(ServletWebServerApplicationContext context) {
        return URI.create("http://localhost:" + context.getWebServer().getPort());
    }

    @Controller
    static class Pages {

        private final PublicAddress address;

        Pages(PublicAddress address) {
            this.address = address;
        }

        @GetMapping("/specimens")
        String inputs(Model model) {
            return shown(model, "", new Problems());
        }

        @GetMapping("/specimens/large")
        String large(@RequestParam int quotes, Model model) {
            return shown(model, "\"".repeat(quotes), new Problems());
        }

        @PostMapping("/specimens")
        String sent(@RequestParam String name, Model model) {
            Problems problems = new Problems();
            for (String field : List.of(
                    "name",
                    "email",
                    "tel",
                    "days",
                    "web",
                    "password",
                    "story",
                    "dob",
                    "agree",
                    "days-of-week",
                    "colour",
                    "town")) {
                problems.add(field, "Mend " + field);
            }
            return shown(model, name, problems);
        }

        private static String shown(Model model, String typed, Problems problems) {
            model.addAttribute("typed", typed);
            model.addAttribute("problems", problems);
            model.addAttribute(
                    "choices", List.of(Choice.of("One"), Choice.of("Two"), new Choice("3", "Three", "A hint")));
            model.addAttribute("chosen", List.of("One", "3"));
            return "specimens/inputs";
        }

        @PostMapping("/specimens/failing")
        String failing(@RequestParam String secret) {
            throw new IllegalStateException("Cannot do " + secret);
        }

        @PostMapping("/specimens/read")
        @ResponseBody
        String read(HttpServletRequest request) throws IOException {
            if (!"how=reader".equals(request.getQueryString()))
                return String.valueOf(request.getInputStream().readAllBytes().length);
            return String.valueOf(
                    request.getReader().lines().mapToInt(String::length).sum());
        }

        @GetMapping("/specimens/address")
        @ResponseBody
        String address(HttpServletRequest request) {
            return address.of(request);
        }

        @GetMapping("/specimens/away")
        String away(@RequestParam String to) {
            return "redirect:/specimens?" + to;
        }

        @GetMapping("/specimens/sealing")
        String sealing() {
            throw new IllegalStateException(new VaultException("No number is left"));
        }

        @GetMapping("/specimens/wanting")
        String wanting() {
            throw new CannotGetJdbcConnectionException("None was free", new SQLTransientConnectionException());
        }

        @GetMapping("/specimens/unrenderable")
        String unrenderable(@RequestParam String secret, Model model) {
            model.addAttribute("secret", secret);
            return "specimens/unrenderable";
        }

        @GetMapping("/specimens/numbers/{number}")
        String number(@PathVariable int number) {
            return "specimens/inputs";
        }
    }
}
