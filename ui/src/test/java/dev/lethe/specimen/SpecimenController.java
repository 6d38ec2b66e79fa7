package dev.lethe.specimen;

import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ResponseBody;

@Controller
class SpecimenController {

    @GetMapping(SpecimenRoutes.PATH)
    @ResponseBody
    String list() {
        return "All specimens";
    }
}
