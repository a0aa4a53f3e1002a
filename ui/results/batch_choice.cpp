#include "ui/results/batch_choice.h"

#include <QInputDialog>
#include <QSignalBlocker>
#include <algorithm>

#include "core/lab/selection.h"
#include "ui/session/label_text.h"
#include "ui/session/session.h"
#include "ui/widgets/format.h"

namespace orl {

BatchChoice::BatchChoice(Session& session, QWidget* parent)
    : QComboBox(parent), m_session(session) {
    setAccessibleName(tr("Batch"));
    setToolTip(
        tr("Which queries are routed. What you change while they are not all is tried on these "
           "alone: your settings for all queries come back with them."));
    setSizeAdjustPolicy(AdjustToContents);
    constexpr int kMostCharacters = 34;
    setMaximumWidth(kMostCharacters * fontMetrics().averageCharWidth());
    connect(this, &QComboBox::activated, this, &BatchChoice::choose);
    for (const auto changed : {&Session::preparedChanged, &Session::selectionChanged,
                               &Session::visitingChanged, &Session::solvedChanged}) {
        connect(&session, changed, this, &BatchChoice::fill);
    }
    fill();
}

void BatchChoice::fill() {
    const QSignalBlocker quiet(this);
    clear();
    const auto& own = m_session.ownPrepared();
    const auto part = m_session.part();
    // A lesson or an instance of one's own has its own few queries.
    setEnabled(own && (part || !m_session.isVisiting()));
    if (!own) return;
    const auto said = [](std::size_t queries) { return orl::count(std::int64_t(queries)); };
    const bool lesson = m_session.isVisiting() && !part;
    const std::size_t all =
        lesson && m_session.prepared() ? m_session.prepared()->rows.size() : own->rows.size();
    addItem(all == 1 ? tr("The one query") : tr("All %1 queries").arg(said(all)), All);
    if (part) {
        addItem(tr("%1 · %2").arg(labelText(part->reason), said(part->rows.size())), Part);
    }
    if (const auto& selection = m_session.selection(); selection && m_session.solved()) {
        const auto& queries = m_session.selecting().queries();
        if (queries && !queries->empty()) {
            addItem(tr("The selection · %1").arg(said(queries->size())), Selected);
        }
    }
    if (all > 1) addItem(tr("A sample of…"), Sample);
    setCurrentIndex(part ? 1 : 0);
}

void BatchChoice::choose(int index) {
    const auto item = Item(itemData(index).toInt());
    if (item == All && m_session.part()) m_session.leave();
    if (item == Selected) m_session.restrictToSelection();
    if (item == Sample) askForSample();
    fill();
}

void BatchChoice::askForSample() {
    const auto& own = m_session.ownPrepared();
    if (!own) return;
    constexpr int kUsual = 100;
    const int most = int(own->rows.size());
    bool fine = false;
    const int queries = QInputDialog::getInt(
        this, tr("A sample"), tr("Queries, drawn at random from %1:").arg(orl::count(most)),
        std::min(kUsual, most), 1, most, 1, &fine);
    if (fine) drawSample(std::size_t(queries));
}

void BatchChoice::drawSample(std::size_t queries) {
    const auto& own = m_session.ownPrepared();
    if (!own) return;
    auto sample = std::make_shared<Selection>();
    sample->data = own->queryFingerprint;
    for (const std::uint32_t at : drawnQueries(own->rows.size(), queries, ++m_draws)) {
        sample->rows.push_back(own->rows[at]);
    }
    std::ranges::sort(sample->rows);
    sample->reason = tr("sample %1").arg(m_draws).toStdString();
    m_session.visitPart(std::move(sample));
}

}  // namespace orl
