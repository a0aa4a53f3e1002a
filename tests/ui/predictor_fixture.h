#pragma once

#include <QSettings>
#include <cmath>

#include "lab_fixture.h"
#include "ui/pages/predictor/page.h"
#include "ui/session/predictor_study.h"

namespace orl {

/// A window on small data with the Predictor page in front.
class PredictorFixture {
  public:
    PredictorFixture() { QSettings().clear(); }

    LabFixture& lab() { return m_lab; }
    MainWindow& window() const { return *m_window; }
    Session& session() const { return m_window->session(); }
    PredictorPage& page() const { return *m_window->page<PredictorPage>(); }
    const PredictorView& view() const { return *session().study().view(); }

    /// Opens the workspace and, by its key, the page. @return whether all settled in time
    bool open(const QString& file) {
        m_window = std::make_unique<MainWindow>(m_lab.places());
        m_window->resize(1280, 800);
        m_window->show();
        if (!QTest::qWaitForWindowExposed(m_window.get())) return false;
        QTest::keyClick(m_window.get(), Qt::Key_5, Qt::ControlModifier);
        m_window->openWorkspace(file);
        return page().isVisible() && settle();
    }
    bool open() { return open(m_lab.workspace(200, "w.orlab", "hybrid")); }
    bool settle() {
        return QTest::qWaitFor([this] { return session().settled(); }, kPatience);
    }

    /// Scores of a fit made for just these settings, on the rows that it has not seen.
    std::vector<PredictionScore> direct(PredictorKind kind, int neighbours, double blend) const {
        const Dataset& data = *session().prepared()->data;
        const auto rows = data.rowsOfSplit("test");
        PredictorOptions options;
        options.kind = kind;
        options.neighbours = neighbours;
        options.blend = blend;
        const auto fitted = Predictor::fit(data, data.rowsOfSplit("train"), options);
        return scorePredictions(data, rows, fitted.predict(data, rows));
    }

  private:
    LabFixture m_lab;
    std::unique_ptr<MainWindow> m_window;
};

inline bool sameScores(const std::vector<PredictionScore>& shown,
                       const std::vector<PredictionScore>& expected) {
    const auto near = [](double a, double b) {
        return (std::isnan(a) && std::isnan(b)) || std::abs(a - b) < 1e-6;
    };
    return std::ranges::equal(shown, expected, [&](const auto& a, const auto& b) {
        return a.model == b.model && a.cells == b.cells && near(a.auc, b.auc) &&
               near(a.brier, b.brier) && near(a.logLoss, b.logLoss) && near(a.ece, b.ece);
    });
}

}  // namespace orl
