package dev.lethe.ui.accounts;

import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;

/** Where staff arrive: the parts of the staff area that are theirs. */
@Controller
class StaffHomeController {

    @GetMapping("/staff")
    String home() {
        return "accounts/home";
    }
}
