package dev.lethe.ui.web;

import dev.lethe.query.forms.Forms;
import dev.lethe.query.forms.Forms.Published;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;

/** What the council says about itself and this site: privacy, cookies, accessibility. */
@Controller
class Notices {

    private final Forms forms;
    private final String contact;

    Notices(Forms forms, @Value("${lethe.council.contact:}") String contact) {
        this.forms = forms;
        this.contact = contact;
    }

    @GetMapping("/privacy")
    String privacy(Model model, HttpServletResponse response) {
        model.addAttribute(
                "forms", forms.open().stream().map(Published::definition).toList());
        return notice("web/privacy", model, response);
    }

    @GetMapping("/cookies")
    String cookies(Model model, HttpServletResponse response) {
        return notice("web/cookies", model, response);
    }

    @GetMapping("/accessibility")
    String accessibility(Model model, HttpServletResponse response) {
        return notice("web/accessibility", model, response);
    }

    private String notice(String view, Model model, HttpServletResponse response) {
        response.setHeader("Cache-Control", "no-cache");
        model.addAttribute("contact", contact);
        return view;
    }
}
