from odoo.tests import HttpCase, tagged

from .common import DashboardCase


class DashboardTour(DashboardCase, HttpCase):
    def start(self, tour):
        self.start_tour("/odoo/crm-dashboard", tour, login="dash_manager")


@tagged("post_install", "-at_install")
class TestDesktop(DashboardTour):
    def test_a_manager_filters_clicks_through_and_comes_back(self):
        self.start("crm_dashboards_desktop")


@tagged("post_install", "-at_install")
class TestPhone(DashboardTour):
    browser_size = "390x844"
    touch_enabled = True

    def test_the_same_works_by_touch(self):
        self.start("crm_dashboards_phone")
