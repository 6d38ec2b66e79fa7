package dev.lethe.ui.web;

import dev.lethe.ui.routes.RouteTable;
import java.util.List;

/**
 * What the layout shows around every page.
 *
 * @param council the council's name
 * @param address what the whole addresses in the page begin with
 * @param staff whether somebody is signed in
 * @param staffArea whether this page is for staff only
 * @param late whether the page was asked for before its read model had caught up
 * @param navigation the parts of the staff area that this member of staff may see
 */
record Site(
        String council,
        String address,
        boolean staff,
        boolean staffArea,
        boolean late,
        List<RouteTable.Part> navigation) {}
