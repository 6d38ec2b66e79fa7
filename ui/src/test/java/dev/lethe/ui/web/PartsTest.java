package dev.lethe.ui.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import dev.lethe.ui.Browser;
import dev.lethe.ui.Browser.JavaScript;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PartsTest {

    private ServletWebServerApplicationContext application;

    @BeforeAll
    void start() {
        application = Specimens.start();
    }

    @AfterAll
    void stop() {
        application.close();
    }

    @Tag("browser")
    @ParameterizedTest
    @EnumSource
    void every_input_can_be_used_by_everybody(JavaScript javaScript) {
        try (Browser browser = Browser.open(Specimens.base(application), javaScript)) {
            browser.visit("/specimens");
            browser.check("specimen-inputs");
        }
    }

    @Tag("browser")
    @ParameterizedTest
    @EnumSource
    void every_problem_leads_to_its_input_and_what_was_typed_stays(JavaScript javaScript) {
        try (Browser browser = Browser.open(Specimens.base(application), javaScript)) {
            Page page = browser.visit("/specimens");
            page.getByLabel("Full name").fill("Ada <b>Lovelace</b>");
            browser.press("Send");
            browser.check("specimen-problems");

            assertThat(page.title()).isEqualTo("Error: Every input – Lethe Council");
            assertThat(page.getByLabel("Full name").inputValue()).isEqualTo("Ada <b>Lovelace</b>");
            var links = page.locator(".govuk-error-summary__list a");
            assertThat(links.count()).isEqualTo(12);
            for (int i = 0; i < links.count(); i++) {
                String target = links.nth(i).getAttribute("href");
                assertThat(page.locator(target + ":is(input, textarea, select)").count())
                        .as(target)
                        .isEqualTo(1);
                assertThat(page.locator(target + "-error").innerText()).contains("Mend");
            }
        }
    }
}
