#include "ui/pages/learn/load_lane.h"

#include <QDoubleSpinBox>
#include <QGridLayout>
#include <QLabel>
#include <QSignalBlocker>
#include <QVBoxLayout>
#include <array>

#include "core/lab/lessons/lesson.h"
#include "ui/session/label_text.h"
#include "ui/style/tokens.h"
#include "ui/widgets/format.h"
#include "ui/widgets/note_label.h"

namespace orl {

namespace {

QString lessonText(double value) {
    return QString::fromStdString(lessonNumber(value));
}

bool sameRuns(const LessonInstance& one, const LessonInstance& other) {
    const auto names = [](const LessonInstance& of) {
        std::vector<std::string> all;
        all.reserve(of.modelCount());
        for (const auto& model : of.models) all.push_back(model.name);
        return all;
    };
    return one.load == other.load && one.floor == other.floor && one.budget == other.budget &&
           names(one) == names(other) && one.cost.rows() == other.cost.rows() &&
           (one.cost == other.cost).all() && (one.chance == other.chance).all() &&
           one.constraints().capacity == other.constraints().capacity;
}

}  // namespace

LoadLane::LoadLane(QWidget* parent) : QWidget(parent) {
    setAccessibleName(tr("Load of the instance"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    auto* row = new QHBoxLayout;
    auto* label = new QLabel(tr("&Queries a second"));
    m_rate = new QDoubleSpinBox;
    m_rate->setRange(0.001, 1000.0);
    m_rate->setDecimals(2);
    m_rate->setSingleStep(0.1);
    m_rate->setKeyboardTracking(false);
    m_rate->setAccessibleName(tr("Queries a second"));
    label->setBuddy(m_rate);
    row->addWidget(label);
    row->addWidget(m_rate);
    row->addStretch(1);
    column->addLayout(row);
    m_table = new QWidget;
    m_grid = new QGridLayout(m_table);
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setHorizontalSpacing(2 * space::kGap);
    column->addWidget(m_table);
    m_note = new NoteLabel;
    m_note->setWordWrap(true);
    column->addWidget(m_note);
    column->addStretch(1);
    connect(m_rate, &QDoubleSpinBox::valueChanged, this, &LoadLane::rateChanged);
    connect(&m_worker, &Worker::failed, this, [this](const Error& error) {
        m_failure = sentence(error);
        showRows();
    });
}

void LoadLane::setInstance(const LessonInstance& instance, bool concealed) {
    const bool same = m_instance.queryCount() > 0 && sameRuns(m_instance, instance);
    m_concealed = concealed;
    if (!same) {
        m_instance = instance;
        m_rows.clear();
        m_failure.clear();
        if (instance.load) {
            const QSignalBlocker quiet(m_rate);
            m_rate->setValue(instance.load->rate);
            simulateRuns();
        }
    }
    showRows();
}

void LoadLane::simulateRuns() {
    m_worker.submit(
        [this, instance = m_instance](const Worker::Context& context) {
            std::vector<Row> made;
            // Where there is one model, everybody does the same.
            if (instance.modelCount() > 1) {
                made.push_back({tr("Threshold, τ = %1 %").arg(lessonText(100.0 * instance.floor)),
                                lessonRun(instance, "threshold", instance.floor)});
            }
            const QString by = instance.modelCount() > 1 ? tr("Prices") : tr("Everybody");
            made.push_back({by, lessonRun(instance, "optimizer", instance.floor)});
            context.show([this, rows = std::move(made)] {
                m_rows = rows;
                showRows();
            });
        },
        Worker::Running::Stop);
}

void LoadLane::showRows() {
    while (QLayoutItem* item = m_grid->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    const bool shown = !m_concealed && !m_rows.empty();
    m_table->setVisible(shown);
    if (!shown) {
        m_note->setText(
            m_concealed           ? tr("Predict first, then see the run.")
            : m_failure.isEmpty() ? tr("Simulating…")
                                  : m_failure,
            m_failure.isEmpty() || m_concealed ? NoteLabel::Tone::Quiet : NoteLabel::Tone::Warning);
        return;
    }
    int at = 0;
    const auto put = [&](int line, int column, const QString& text, bool head) {
        auto* cell = new QLabel(text);
        cell->setTextFormat(Qt::PlainText);
        if (head) cell->setFont(type::note(font()));
        m_grid->addWidget(cell, line, column, column == 0 ? Qt::AlignLeft : Qt::AlignRight);
    };
    QStringList heads = {QString(),          tr("wait"),      tr("95 % within"),
                         tr("most waiting"), tr("¢ a query"), tr("accuracy")};
    std::vector<std::size_t> limited;
    for (std::size_t j = 0; j < m_instance.modelCount(); ++j) {
        if (m_instance.models[j].capacity == kUnlimited) continue;
        limited.push_back(j);
        heads << tr("%1 busy").arg(labelText(m_instance.models[j].name));
    }
    for (int column = 0; column < int(heads.size()); ++column) put(at, column, heads[column], true);
    for (const Row& row : m_rows) {
        const LessonRun& run = row.run;
        QStringList cells = {row.by,
                             tr("%1 s").arg(lessonText(run.waitMean)),
                             tr("%1 s").arg(lessonText(run.waitP95)),
                             lessonText(run.mostWaiting),
                             lessonText(run.cost),
                             percent(run.accuracy)};
        for (const std::size_t j : limited) cells << percent(run.busy[j]);
        ++at;
        for (int column = 0; column < int(cells.size()); ++column) {
            put(at, column, cells[column], false);
        }
    }
    m_note->setText(tr("One run of %1 queries at one seed: seconds to a tenth.")
                        .arg(count(m_instance.load->arrivals)));
}

QString LoadLane::note() const {
    return m_note->text();
}

}  // namespace orl
