#include "ui/dialogs/split_dialog.h"

#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QPushButton>
#include <QSpinBox>
#include <QVBoxLayout>

#include "core/lab/parts.h"
#include "ui/session/label_text.h"
#include "ui/widgets/format.h"
#include "ui/widgets/note_label.h"

namespace orl {

namespace {

QString splitsOf(const DatasetSummary& dataset) {
    QStringList list;
    for (const auto& [split, queries] : dataset.splits) {
        list << QStringLiteral("%1 %2").arg(
            split.empty() ? SplitDialog::tr("(none)") : labelText(split),
            count(std::int64_t(queries)));
    }
    return list.join(", ");
}

}  // namespace

SplitDialog::SplitDialog(const DatasetSummary& dataset, QWidget* parent)
    : QDialog(parent),
      m_queries(dataset.queries),
      m_train(new QSpinBox),
      m_calibration(new QSpinBox),
      m_seed(new QSpinBox),
      m_note(new NoteLabel) {
    setWindowTitle(tr("Deal the splits of %1").arg(labelText(dataset.name)));
    setAttribute(Qt::WA_DeleteOnClose);
    auto* now = new QLabel(splitsOf(dataset));
    now->setWordWrap(true);
    for (QSpinBox* share : {m_train, m_calibration}) share->setSuffix(tr(" %"));
    m_train->setRange(1, 98);
    m_train->setValue(70);
    m_train->setToolTip(tr("Share of each task to learn from"));
    m_calibration->setRange(0, 98);
    m_calibration->setToolTip(
        tr("Share kept apart, neither learned from nor routed: to calibrate a guarantee on"));
    m_seed->setRange(0, 1'000'000'000);
    m_seed->setValue(1);
    m_seed->setToolTip(tr("The same seed gives the same splits"));
    auto* form = new QFormLayout;
    form->addRow(tr("Now"), now);
    form->addRow(tr("&Train"), m_train);
    form->addRow(tr("&Calibration"), m_calibration);
    form->addRow(tr("&Seed"), m_seed);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel);
    m_ok = buttons->button(QDialogButtonBox::Ok);
    m_ok->setText(tr("&Deal"));
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    for (QSpinBox* share : {m_train, m_calibration}) {
        connect(share, &QSpinBox::valueChanged, this, &SplitDialog::showCounts);
    }
    auto* column = new QVBoxLayout(this);
    column->addLayout(form);
    column->addWidget(m_note);
    column->addStretch(1);
    column->addWidget(buttons);
    setMinimumWidth(420);
    showCounts();
}

void SplitDialog::showCounts() {
    const int test = 100 - m_train->value() - m_calibration->value();
    m_ok->setEnabled(test > 0);
    if (test <= 0) {
        m_note->setText(tr("Nothing would be left to route."), NoteLabel::Tone::Warning);
        return;
    }
    m_note->setText(tr("The other %1 %, about %2 queries, are the test split. Tasks are dealt in "
                       "proportion; the present splits go, and what was fitted on them.")
                        .arg(test)
                        .arg(count(std::int64_t(m_queries) * test / 100)));
}

SplitRule SplitDialog::rule() const {
    SplitRule rule;
    rule.kind = SplitRule::Kind::Shares;
    rule.seed = static_cast<std::uint64_t>(m_seed->value());
    const double train = m_train->value();
    const double calibration = m_calibration->value();
    rule.shares = {{"train", train}};
    if (calibration > 0.0) rule.shares.push_back({kCalibrationSplit, calibration});
    rule.shares.push_back({"test", 100.0 - train - calibration});
    return rule;
}

}  // namespace orl
