#include "ui/dialogs/repeats_dialog.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QProgressBar>
#include <QPushButton>
#include <QSpinBox>
#include <QStandardItemModel>
#include <QTableView>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>
#include <sstream>

#include "core/lab/repeats.h"
#include "core/support/error.h"
#include "ui/session/label_text.h"
#include "ui/session/repeating.h"
#include "ui/session/session.h"
#include "ui/widgets/format.h"
#include "ui/widgets/table_export.h"
#include "ui/widgets/table_look.h"

namespace orl {

namespace {

/// With as many digits as the error leaves meaningful.
QString meanWithError(const RepeatValue& value, bool share) {
    if (value.splits == 0) return QStringLiteral("–");
    if (!(value.error > 0.0)) return share ? percent(value.mean) : usd(value.mean);
    const int most = share ? 2 : 5;
    const double scale = share ? 100.0 : 1.0;
    const int first = int(std::floor(std::log10(value.error * scale)));
    const int decimals = std::clamp(1 - first, 0, most);
    const auto figure = [&](double number) {
        return QLocale::c().toString(number * scale, 'f', decimals);
    };
    return (share ? QStringLiteral("%1 ± %2 %") : QStringLiteral("$%1 ± %2"))
        .arg(figure(value.mean), figure(value.error));
}

struct RepeatColumn {
    RepeatMetric metric;
    const char* title;
    const char* tip;
    bool share;
};

constexpr RepeatColumn kRepeatColumns[] = {
    {RepeatMetric::Cost, QT_TRANSLATE_NOOP("orl::RepeatsDialog", "$/1,000"),
     QT_TRANSLATE_NOOP("orl::RepeatsDialog", "Predicted cost of 1,000 queries"), false},
    {RepeatMetric::RealizedCost, QT_TRANSLATE_NOOP("orl::RepeatsDialog", "realized $/1,000"),
     QT_TRANSLATE_NOOP("orl::RepeatsDialog", "Recorded cost of 1,000 queries"), false},
    {RepeatMetric::PredictedAccuracy, QT_TRANSLATE_NOOP("orl::RepeatsDialog", "predicted"),
     QT_TRANSLATE_NOOP("orl::RepeatsDialog", "Mean predicted accuracy"), true},
    {RepeatMetric::RealizedAccuracy, QT_TRANSLATE_NOOP("orl::RepeatsDialog", "realized"),
     QT_TRANSLATE_NOOP("orl::RepeatsDialog", "Mean recorded score"), true},
    {RepeatMetric::Saving, QT_TRANSLATE_NOOP("orl::RepeatsDialog", "saving"),
     QT_TRANSLATE_NOOP("orl::RepeatsDialog",
                       "What the optimizer saves against it at the same accuracy, the baseline "
                       "tuned in hindsight; of the optimizer, against the strongest baseline"),
     true},
    {RepeatMetric::RealizedShortfall, QT_TRANSLATE_NOOP("orl::RepeatsDialog", "below α"),
     QT_TRANSLATE_NOOP("orl::RepeatsDialog",
                       "How far the realized accuracy lies below the floor, 0 where it holds"),
     true},
};

}  // namespace

RepeatsDialog::RepeatsDialog(Session& session, QWidget* parent)
    : QDialog(parent), m_session(session) {
    setWindowTitle(tr("Repeats"));
    build();
    connect(m_run, &QPushButton::clicked, this, [this] {
        m_session.repeats().run(m_splits->value(), m_share->value() / 100.0);
        refresh();
    });
    connect(m_cancel, &QPushButton::clicked, this, [this] { m_session.repeats().cancel(); });
    connect(m_save, &QPushButton::clicked, this, &RepeatsDialog::exportTable);
    Repeating& repeats = session.repeats();
    connect(&repeats, &Repeating::changed, this, &RepeatsDialog::refresh);
    connect(&repeats, &Repeating::finished, this, &RepeatsDialog::refresh);
    connect(&repeats, &Repeating::progress, this, [this](double share, const QString& stage) {
        m_progress->setValue(int(share * 1000.0));
        m_progress->setToolTip(stage.toHtmlEscaped());
    });
    connect(&session, &Session::scenarioChanged, this, &RepeatsDialog::refresh);
    connect(&session, &Session::preparedChanged, this, &RepeatsDialog::refresh);
    refresh();
}

void RepeatsDialog::build() {
    constexpr int mostSplits = 200;
    constexpr int usualSplits = 20;
    constexpr int usualShare = 70;
    m_splits = new QSpinBox;
    m_splits->setRange(2, mostSplits);
    m_splits->setValue(usualSplits);
    m_splits->setToolTip(tr("How often the queries are dealt anew"));
    m_share = new QSpinBox;
    m_share->setRange(5, 95);
    m_share->setValue(usualShare);
    m_share->setSuffix(tr(" %"));
    m_share->setToolTip(tr("Share of the queries that is learned from; the others are routed"));
    auto* splits = new QLabel(tr("&Splits"));
    splits->setBuddy(m_splits);
    auto* share = new QLabel(tr("&Learn from"));
    share->setBuddy(m_share);
    m_run = new QPushButton(tr("&Run"));
    m_cancel = new QPushButton(tr("&Cancel"));
    m_save = new QPushButton(tr("&Export CSV…"));
    for (QPushButton* button : {m_run, m_cancel, m_save}) button->setAutoDefault(false);
    m_progress = new QProgressBar;
    m_progress->setRange(0, 1000);
    m_progress->setTextVisible(false);
    auto* row = new QHBoxLayout;
    for (QWidget* one :
         std::initializer_list<QWidget*>{splits, m_splits, share, m_share, m_run, m_cancel}) {
        row->addWidget(one);
    }
    row->addWidget(m_progress, 2);
    row->addStretch(1);
    row->addWidget(m_save);
    m_model = new QStandardItemModel(this);
    m_table = new QTableView;
    m_table->setModel(m_model);
    m_table->setAccessibleName(tr("Means and standard errors of every router"));
    styleTable(*m_table);
    m_table->setSortingEnabled(false);
    m_note = new QLabel;
    m_note->setWordWrap(true);
    m_note->setTextFormat(Qt::PlainText);
    auto* column = new QVBoxLayout(this);
    column->addLayout(row);
    column->addWidget(m_table, 1);
    column->addWidget(m_note);
    resize(960, 420);
}

void RepeatsDialog::refresh() {
    const Repeating& repeats = m_session.repeats();
    const auto& view = repeats.view();
    m_run->setEnabled(m_session.prepared() && !repeats.busy());
    m_cancel->setEnabled(repeats.busy());
    m_save->setEnabled(view != nullptr);
    m_progress->setVisible(repeats.busy());
    if (!repeats.busy()) m_progress->setValue(0);
    fillTable();
    QStringList said;
    if (repeats.error()) said << sentence(*repeats.error());
    if (!m_session.prepared()) {
        said << tr("There are no data to split.");
    } else if (!view) {
        said << tr(
            "Deals all queries of the data anew, fits, predicts and routes with the present "
            "settings, again and again: how far does a figure depend on the split?");
    } else {
        said << tr("%1 of %2 splits, %3 queries learned from and %4 routed in each; mean ± "
                   "standard error. Splits overlap: the error says how much the split matters, not "
                   "how far other data would be.")
                    .arg(view->repeats.done)
                    .arg(view->repeats.splits)
                    .arg(count(std::int64_t(view->repeats.learned)),
                         count(std::int64_t(view->repeats.routed)));
        if (!repeats.isCurrent()) said << tr("The settings have changed since.");
        for (const std::string& warning : view->repeats.warnings) said << labelText(warning);
    }
    m_note->setText(said.join(' '));
}

void RepeatsDialog::fillTable() {
    const auto& view = m_session.repeats().view();
    QStringList titles{tr("Router")};
    for (const RepeatColumn& column : kRepeatColumns) titles << tr(column.title);
    titles << tr("holds");
    m_model->setRowCount(0);
    m_model->setColumnCount(int(titles.size()));
    m_model->setHorizontalHeaderLabels(titles);
    for (int k = 0; k < int(std::size(kRepeatColumns)); ++k) {
        m_model->horizontalHeaderItem(k + 1)->setToolTip(tr(kRepeatColumns[k].tip));
    }
    m_model->horizontalHeaderItem(int(titles.size()) - 1)
        ->setToolTip(tr("Splits in which it kept floor or budget and capacities"));
    if (!view) return;
    const auto cell = [](const QString& text) {
        auto* item = new QStandardItem(text);
        item->setEditable(false);
        item->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
        return item;
    };
    for (const RepeatedRouter& router : view->repeats.routers) {
        QList<QStandardItem*> row{new QStandardItem(QString::fromStdString(router.title()))};
        row[0]->setEditable(false);
        for (const RepeatColumn& column : kRepeatColumns) {
            row << cell(meanWithError(router.value(column.metric), column.share));
        }
        row << cell(tr("%1 of %2").arg(router.feasible).arg(view->repeats.done));
        m_model->appendRow(row);
    }
    fitColumns(*m_table, -1);
}

void RepeatsDialog::saveCsv(const QString& path) const {
    std::ostringstream text;
    writeRepeatsCsv(text, m_session.repeats().view()->repeats);
    saveText(path, QString::fromStdString(text.str()));
}

void RepeatsDialog::exportTable() {
    const auto done = saveAsked(this, tr("Export the repeats"), "repeats.csv",
                                [this](const QString& path) { saveCsv(path); });
    if (done && !done->isEmpty()) m_note->setText(*done);
}

}  // namespace orl
