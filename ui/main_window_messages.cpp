// What the window says: in its banner, its title and its status line.
#include <QCoreApplication>
#include <QDate>
#include <QFileInfo>
#include <QGuiApplication>
#include <QLabel>
#include <QLocale>
#include <cmath>

#include "core/lab/report/words.h"
#include "ui/main_window.h"
#include "ui/results/advice.h"
#include "ui/session/label_text.h"
#include "ui/session/proof_seeker.h"
#include "ui/session/session.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/format.h"

namespace orl {

void MainWindow::showExported(const QString& error) {
    static const QString cause = QStringLiteral("export");
    if (error.isEmpty()) {
        m_banner->resolve(cause);
    } else {
        m_banner->show(error, cause);
    }
}

void MainWindow::showAdvice() {
    static const QString cause = QStringLiteral("reach");
    const auto& solve = m_session->solved();
    // In a lesson what to do is the learner's to find out.
    const bool lesson = m_session->isVisiting() && !m_session->part();
    const auto advice = solve && !lesson ? adviceFor(*solve) : std::nullopt;
    if (!advice) {
        m_advised.clear();
        m_banner->resolve(cause);
        return;
    }
    // A message about something that failed comes first, and nothing moves under a drag.
    const bool other = !m_banner->isHidden() && m_banner->cause() != cause;
    const bool held = m_banner->isHidden() && QGuiApplication::mouseButtons() != Qt::NoButton;
    if (other || held || advice->problem == m_advised) return;
    m_advised = advice->problem;
    m_banner->show(advice->problem + ".", cause, advice->action,
                   [this, settings = advice->settings, text = advice->action] {
                       Scenario next = m_session->scenario();
                       next.constraints = settings;
                       m_session->edit(next, text);
                   });
}

void MainWindow::showTitle() {
    const QString file = m_session->workspaceFile();
    const QString place = m_session->part()            ? tr("some of the queries")
                          : m_session->isVisiting()    ? tr("lesson")
                          : m_session->onBundledData() ? tr("bundled data")
                          : file.isEmpty()             ? tr("no workspace")
                                                       : QFileInfo(file).fileName();
    setWindowTitle(tr("%1 – OmniRouter Lab").arg(place));
    setWindowFilePath(m_session->onBundledData() ? QString() : file);
}

void MainWindow::showStatus() {
    const auto& solve = m_session->solved();
    if (!solve) {
        m_status->clear();
        return;
    }
    QString text = tr("%1: %2 queries × %3 models")
                       .arg(labelText(solve->scenario.preparation.dataset),
                            count(std::int64_t(solve->experiment->problem.queryCount())))
                       .arg(solve->experiment->models.size());
    if (solve->experiment->qualityIsRecorded) {
        text += m_session->isVisiting() && !m_session->part() ? tr(" · given numbers")
                                                              : tr(" · perfect foresight");
    } else if (solve->scenario.preparation.folds > 0) {
        text += tr(" · predicted by the mean of ten cross-fits");
    }
    if (const auto part = m_session->part()) {
        text += tr(" · of “%1” alone: your settings for all queries come back with ✕")
                    .arg(labelText(part->reason));
    } else if (m_session->isVisiting()) {
        text += tr(" · your own work is kept and comes back with Leave");
    }
    const Evaluation& chosen = solve->chosen;
    if (chosen.optimal) {
        text += tr(" · proven");
    } else if (m_session->proof().seeking()) {
        text += tr(" · seeking a proof…");
    } else if (!std::isnan(chosen.gap)) {
        text += tr(" · best known, gap %1").arg(gapText(chosen.gap));
    }
    for (const std::string& warning : solve->experiment->warnings) {
        text += " · " + labelText(warning);
    }
    m_status->setText(text);
    m_status->setToolTip(text);
}

SlideWords MainWindow::slideWords() const {
    const QString program = tr("OmniRouter Lab %1").arg(QCoreApplication::applicationVersion());
    const QString today =
        QLocale(QLocale::English).toString(QDate::currentDate(), QStringLiteral("d MMMM yyyy"));
    const auto& solve = m_session->solved();
    if (!solve) return {{}, tr("%1 · %2").arg(program, today)};
    const Scenario& scenario = solve->scenario;
    const QString size = tr("%1 queries × %2 models")
                             .arg(count(std::int64_t(solve->experiment->problem.queryCount())))
                             .arg(solve->experiment->models.size());
    const QString prices = scenario.pool.priceList.empty()
                               ? QString()
                               : tr(" · prices: %1").arg(labelText(scenario.pool.priceList));
    return {
        tr("%1 · %2 · %3")
            .arg(labelText(dataWords(scenario.preparation)), size, labelText(askedWords(scenario))),
        tr("%1 · %2%3").arg(program, today, prices)};
}

}  // namespace orl
