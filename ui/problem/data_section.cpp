#include "ui/problem/data_section.h"

#include <QComboBox>
#include <QSignalBlocker>
#include <QVBoxLayout>
#include <algorithm>

#include "core/lab/settings.h"
#include "ui/session/label_text.h"
#include "ui/session/session.h"
#include "ui/widgets/format.h"
#include "ui/widgets/note_label.h"

namespace orl {

namespace {

void selectIfThere(QComboBox* box, const std::string& value) {
    const int at = box->findData(QString::fromStdString(value));
    if (at >= 0) box->setCurrentIndex(at);
}

std::string chosen(const QComboBox* box) {
    return box->currentData().toString().toStdString();
}

}  // namespace

DataSection::DataSection(Session& session, QWidget* parent)
    : Section(tr("Data"), parent),
      m_session(session),
      m_dataset(new QComboBox),
      m_train(new QComboBox),
      m_test(new QComboBox),
      m_note(new NoteLabel),
      m_assumed(new NoteLabel) {
    m_dataset->setObjectName("dataset");
    addRow(tr("&Data set"), m_dataset, tr("Data sets of this workspace; import adds more"));
    addRow(tr("Learn fro&m"), m_train, tr("Split that the predictor is fitted on"));
    addRow(tr("&Route"), m_test, tr("Split whose queries are routed and judged"));
    column()->addWidget(m_note);
    m_note->setRoom(1);
    column()->addWidget(m_assumed);
    for (QComboBox* box : {m_dataset, m_train, m_test}) {
        // Long names must not widen the dock.
        box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        box->setMinimumContentsLength(8);
        box->setEnabled(false);
        connect(box, &QComboBox::activated, this, &DataSection::choose);
    }
    connect(&session, &Session::preparedChanged, this, &DataSection::refill);
    connect(&session, &Session::scenarioChanged, this, [this] {
        const Preparation& preparation = m_session.scenario().preparation;
        // Not on every step of a drag.
        if (m_shown.dataset != preparation.dataset ||
            m_shown.trainSplit != preparation.trainSplit ||
            m_shown.testSplit != preparation.testSplit) {
            refill();
        }
    });
}

void DataSection::refill() {
    const auto& prepared = m_session.prepared();
    m_shown = m_session.scenario().preparation;
    for (QComboBox* box : {m_dataset, m_train, m_test}) box->setEnabled(prepared != nullptr);
    const QSignalBlocker quiet(m_dataset);
    m_dataset->clear();
    m_note->setText({});
    showAssumptions();
    if (!prepared) {
        m_train->clear();
        m_test->clear();
        return;
    }
    for (const DatasetSummary& summary : prepared->datasets) {
        const QString name = QString::fromStdString(summary.name);
        m_dataset->addItem(labelText(summary.name), name);
    }
    selectIfThere(m_dataset, m_session.scenario().preparation.dataset);
    fillSplits();
    const Preparation& ready = prepared->scenario.preparation;
    if (ready.dataset != m_shown.dataset || ready.trainSplit != m_shown.trainSplit ||
        ready.testSplit != m_shown.testSplit) {
        m_note->setText(tr("being prepared…"));
        return;
    }
    const auto trained = prepared->predictor->trainingCount();
    const QString all = count(std::int64_t(prepared->rows.size()));
    QString note =
        tr("%1 learned from, %2 routed")
            .arg(count(std::int64_t(trained)),
                 prepared->part
                     ? tr("%1 of %2").arg(count(std::int64_t(prepared->part->rows.size())), all)
                     : all);
    const bool overlap =
        prepared->scenario.preparation.trainSplit == prepared->scenario.preparation.testSplit ||
        prepared->scenario.preparation.testSplit.empty();
    if (overlap && prepared->scenario.preparation.predictor != "recorded") {
        m_note->setText(
            tr("Accuracy is flattered (Data → Deal splits): %1, some of them the same").arg(note),
            NoteLabel::Tone::Warning);
    } else {
        const std::size_t copies = prepared->predictions->copies.size();
        if (copies > 0) {
            note += tr("; %1 of these repeat a text learned from").arg(count(std::int64_t(copies)));
        }
        m_note->setText(note);
    }
}

/// For as long as costs rest on them.
void DataSection::showAssumptions() {
    const auto& prepared = m_session.prepared();
    QStringList list;
    if (prepared) {
        for (const std::string& each : prepared->assumptions) list << labelText(each);
    }
    m_assumed->setText(list.isEmpty() ? QString() : tr("Costs assume %1.").arg(list.join("; ")),
                       NoteLabel::Tone::Warning);
}

void DataSection::fillSplits() {
    const auto& sets = m_session.prepared()->datasets;
    const auto found = std::ranges::find(sets, chosen(m_dataset), &DatasetSummary::name);
    for (QComboBox* box : {m_train, m_test}) {
        const QSignalBlocker quiet(box);
        box->clear();
        if (found == sets.end()) continue;
        for (const auto& [split, queries] : found->splits) {
            const QString name = QString::fromStdString(split);
            box->addItem(tr("%1 (%2)").arg(name.isEmpty() ? tr("no split") : labelText(split),
                                           count(std::int64_t(queries))),
                         name);
        }
        box->addItem(tr("all (%1)").arg(count(std::int64_t(found->queries))), QString());
    }
    selectIfThere(m_train, m_session.scenario().preparation.trainSplit);
    selectIfThere(m_test, m_session.scenario().preparation.testSplit);
    // Long names are cut in a box: its tooltip has the whole, and what the box is for.
    for (QComboBox* box : {m_dataset, m_train, m_test}) {
        box->setToolTip(box->currentText() + "\n" + box->accessibleDescription());
        for (int item = 0; item < box->count(); ++item) {
            box->setItemData(item, box->itemText(item), Qt::ToolTipRole);
        }
    }
}

void DataSection::choose() {
    if (!m_session.prepared()) return;
    Scenario next = m_session.scenario();
    if (sender() == m_dataset) {
        turnTo(next, chosen(m_dataset), m_session.keptScenarios());
        adoptNames(next.preparation, m_session.prepared()->datasets);
    } else {
        next.preparation.trainSplit = chosen(m_train);
        next.preparation.testSplit = chosen(m_test);
    }
    m_session.edit(next, tr("choice of data"));
}

}  // namespace orl
