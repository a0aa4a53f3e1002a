#include "ui/dialogs/own_routers_dialog.h"

#include <QDialogButtonBox>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSplitter>
#include <QVBoxLayout>
#include <algorithm>
#include <set>

#include "core/data/import/choices.h"
#include "core/lab/comparing.h"
#include "core/lab/scenarios.h"
#include "ui/dialogs/own_router_editor.h"
#include "ui/session/label_text.h"
#include "ui/session/scenario_book.h"
#include "ui/session/session.h"
#include "ui/widgets/format.h"
#include "ui/widgets/note_label.h"

namespace orl {

namespace {

constexpr int kRouterNameRole = Qt::UserRole;

std::string freeRouterName(const std::vector<OwnRouter>& known) {
    std::string name = "today";
    for (int number = 2; std::ranges::find(known, name, &OwnRouter::name) != known.end();
         ++number) {
        name = "today " + std::to_string(number);
    }
    return name;
}

QString readingNote(const ChoicesReport& report) {
    QStringList lines;
    const QString query =
        report.idColumn.empty() && report.textColumn.empty()
            ? labelText(report.rowColumn)
            : labelText(report.idColumn +
                        (report.idColumn.empty() || report.textColumn.empty() ? "" : ", ") +
                        report.textColumn);
    lines << OwnRoutersDialog::tr("%1 rows read; queries by %2, models by %3.")
                 .arg(count(std::int64_t(report.rowsRead)), query, labelText(report.modelColumn));
    for (const ImportRemark& remark : report.remarks) {
        lines << OwnRoutersDialog::tr("Line %1: %2%3.")
                     .arg(remark.line)
                     .arg(labelText(remark.what),
                          remark.count > 1 ? OwnRoutersDialog::tr(" (%1 rows)").arg(remark.count)
                                           : QString());
    }
    return lines.join('\n');
}

const std::vector<OwnRouter>& keptOf(Session& session) {
    static const std::vector<OwnRouter> none;
    const auto& own = session.book().ownRouters();
    return own ? *own : none;
}

}  // namespace

OwnRoutersDialog::OwnRoutersDialog(Session& session, QWidget* parent)
    : QDialog(parent), m_session(session) {
    setWindowTitle(tr("Your routers"));
    build();
    connectAll();
    showPlaces();
    showList();
    if (keptOf(session).empty()) {
        startNew();
    } else {
        m_list->setCurrentRow(0);
    }
}

void OwnRoutersDialog::build() {
    m_list = new QListWidget;
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setAccessibleName(tr("Own routers; ticked ones are drawn in the charts"));
    m_editor = new OwnRouterEditor;
    m_note = new NoteLabel;
    m_note->setRoom(3);
    m_add = new QPushButton(tr("Ne&w"));
    m_remove = new QPushButton(tr("Re&move"));
    m_keep = new QPushButton(tr("&Keep"));
    m_keep->setToolTip(tr("Keeps the router in the workspace and compares it"));
    for (QPushButton* button : {m_add, m_remove, m_keep}) button->setAutoDefault(false);
    auto* left = new QWidget;
    auto* listed = new QVBoxLayout(left);
    listed->setContentsMargins(0, 0, 0, 0);
    listed->addWidget(m_list, 1);
    auto* row = new QHBoxLayout;
    row->addWidget(m_add);
    row->addWidget(m_remove);
    listed->addLayout(row);
    auto* parts = new QSplitter(Qt::Horizontal);
    parts->setChildrenCollapsible(false);
    parts->addWidget(left);
    parts->addWidget(m_editor);
    parts->setStretchFactor(1, 1);
    parts->setSizes({220, 520});
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    buttons->addButton(m_keep, QDialogButtonBox::ActionRole);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto* column = new QVBoxLayout(this);
    column->addWidget(parts, 1);
    column->addWidget(m_note);
    column->addWidget(buttons);
    resize(780, 560);
}

void OwnRoutersDialog::connectAll() {
    connect(m_list, &QListWidget::currentRowChanged, this, [this] {
        if (!m_filling) showChosen();
    });
    connect(m_list, &QListWidget::itemChanged, this, [this](const QListWidgetItem* item) {
        if (!m_filling) toggle(*item);
    });
    connect(m_add, &QPushButton::clicked, this, &OwnRoutersDialog::startNew);
    connect(m_remove, &QPushButton::clicked, this, &OwnRoutersDialog::removeChosen);
    connect(m_keep, &QPushButton::clicked, this, &OwnRoutersDialog::keepDraft);
    connect(m_editor, &OwnRouterEditor::changed, this, &OwnRoutersDialog::draftChanged);
    connect(m_editor->load(), &QPushButton::clicked, this, &OwnRoutersDialog::askFile);
    connect(&m_session, &Session::comparedRoutersChanged, this, &OwnRoutersDialog::showList);
    connect(&m_session.book(), &ScenarioBook::ownRoutersChanged, this, [this] {
        showList();
        showChosen();
    });
    connect(&m_session, &Session::preparedChanged, this, &OwnRoutersDialog::showPlaces);
    connect(&m_session, &Session::solvedChanged, this, [this] {
        showPlaces();
        draftChanged();
    });
    connect(&m_session, &Session::visitingChanged, this, &OwnRoutersDialog::draftChanged);
    connect(&m_reader, &Worker::failed, this,
            [this](const Error& error) { m_editor->setFileNote(sentence(error)); });
    connect(&m_matcher, &Worker::failed, this, [this](const Error& error) {
        m_note->setText(sentence(error), NoteLabel::Tone::Warning);
    });
}

void OwnRoutersDialog::showEvent(QShowEvent* event) {
    QDialog::showEvent(event);
    draftChanged();
}

/// The tasks, levels and models that rules can name.
void OwnRoutersDialog::showPlaces() {
    OwnRouterPlaces places;
    if (const auto& prepared = m_session.prepared()) {
        std::set<std::string> tasks;
        for (const std::size_t row : prepared->rows)
            tasks.insert(prepared->data->queries[row].task);
        tasks.erase(std::string());
        places.tasks.assign(tasks.begin(), tasks.end());
        for (const ModelInfo& model : prepared->data->models) places.models.push_back(model.name);
    }
    if (const auto& solved = m_session.solved()) places.levels = solved->experiment->levelNames;
    m_editor->setPlaces(std::move(places));
}

void OwnRoutersDialog::showList() {
    m_filling = true;
    m_list->clear();
    const auto& compared = m_session.comparedRouters();
    for (const OwnRouter& router : keptOf(m_session)) {
        auto* item = new QListWidgetItem(labelText(router.name));
        item->setData(kRouterNameRole, QString::fromStdString(router.name));
        item->setToolTip(labelText(router.name + ": " + ruleOf(router)).toHtmlEscaped());
        const bool shown = std::ranges::find(compared, ownRouterId(router.name)) != compared.end();
        item->setCheckState(shown ? Qt::Checked : Qt::Unchecked);
        m_list->addItem(item);
        if (router.name == m_chosen) m_list->setCurrentItem(item);
    }
    m_remove->setEnabled(chosen() != nullptr);
    m_filling = false;
}

const OwnRouter* OwnRoutersDialog::chosen() const {
    const auto& kept = keptOf(m_session);
    const auto found = std::ranges::find(kept, m_chosen, &OwnRouter::name);
    return found == kept.end() ? nullptr : &*found;
}

void OwnRoutersDialog::showChosen() {
    if (const QListWidgetItem* item = m_list->currentItem()) {
        m_chosen = item->data(kRouterNameRole).toString().toStdString();
    }
    if (const OwnRouter* router = chosen()) {
        m_editor->show(*router);
    } else {
        m_chosen.clear();
    }
    m_remove->setEnabled(chosen() != nullptr);
    draftChanged();
}

void OwnRoutersDialog::startNew() {
    m_chosen.clear();
    m_filling = true;
    m_list->setCurrentRow(-1);
    m_filling = false;
    OwnRouter fresh;
    fresh.name = freeRouterName(keptOf(m_session));
    m_editor->show(fresh);
    m_remove->setEnabled(false);
    draftChanged();
    m_editor->name()->setFocus();
    m_editor->name()->selectAll();
}

/// Whether the draft can be kept, and what it would do.
void OwnRoutersDialog::draftChanged() {
    const OwnRouter draft = m_editor->router();
    QString missing;
    try {
        checkOwnRouter(draft);
    } catch (const Error& error) {
        missing = sentence(error);
    }
    const auto& kept = keptOf(m_session);
    const bool taken = draft.name != m_chosen &&
                       std::ranges::find(kept, draft.name, &OwnRouter::name) != kept.end();
    if (taken) missing = tr("There is a router of this name already.");
    if (!m_session.book().editable()) missing = tr("The workspace cannot be changed now.");
    const OwnRouter* before = chosen();
    m_keep->setEnabled(missing.isEmpty() && !(before && *before == draft));
    if (!missing.isEmpty()) {
        m_matcher.discard();
        m_note->setText(missing, NoteLabel::Tone::Quiet);
        return;
    }
    match();
}

void OwnRoutersDialog::match() {
    const auto& solved = m_session.solved();
    const auto& from = m_session.solvedFrom();
    if (!isVisible() || !solved || !from) return;
    m_matcher.submit(
        [this, solved, data = from->data,
         draft = m_editor->router()](const Worker::Context& context) {
            const OwnPlan plan = ownPlanOn(draft, *solved, *data, context.job);
            context.show([this, solved, plan] {
                if (solved == m_session.solved()) showMatch(plan);
            });
        },
        Worker::Running::Stop);
}

void OwnRoutersDialog::showMatch(const OwnPlan& plan) {
    const auto all = std::int64_t(plan.assignment.size());
    const auto served = std::int64_t(
        std::ranges::count_if(plan.assignment, [](std::int32_t model) { return model >= 0; }));
    QStringList said{served == all
                         ? tr("It gives all %1 queries a model.").arg(count(all))
                         : tr("It gives %1 of %2 queries a model.").arg(count(served), count(all))};
    for (const std::string& remark : plan.remarks) said << labelText(remark);
    m_note->setText(said.join(' '),
                    served == all ? NoteLabel::Tone::Quiet : NoteLabel::Tone::Warning);
}

void OwnRoutersDialog::keepDraft() {
    const OwnRouter draft = m_editor->router();
    std::vector<OwnRouter> next = keptOf(m_session);
    const auto same = std::ranges::find(next, m_chosen, &OwnRouter::name);
    const std::string before = same == next.end() ? std::string() : m_chosen;
    if (same == next.end()) {
        next.push_back(draft);
    } else {
        *same = draft;
    }
    m_chosen = draft.name;
    m_session.book().setOwnRouters(std::move(next),
                                   tr("your router %1").arg(labelText(draft.name)));
    // What is new is to be seen, and what was seen under its old name as well.
    std::vector<std::string> compared = m_session.comparedRouters();
    const auto old = std::ranges::find(compared, ownRouterId(before));
    const std::string id = ownRouterId(draft.name);
    if (std::ranges::find(compared, id) == compared.end()) {
        if (before.empty()) {
            compared.push_back(id);
        } else if (old != compared.end()) {
            *old = id;
        }
        m_session.setComparedRouters(std::move(compared));
    }
}

void OwnRoutersDialog::removeChosen() {
    const OwnRouter* router = chosen();
    if (!router) return;
    const std::string name = router->name;
    std::vector<OwnRouter> next = keptOf(m_session);
    std::erase_if(next, [&](const OwnRouter& each) { return each.name == name; });
    m_chosen.clear();
    m_session.book().setOwnRouters(std::move(next), tr("removing %1").arg(labelText(name)));
    if (m_list->count() > 0) {
        m_list->setCurrentRow(0);
    } else {
        startNew();
    }
}

void OwnRoutersDialog::toggle(const QListWidgetItem& item) {
    const std::string id = ownRouterId(item.data(kRouterNameRole).toString().toStdString());
    std::vector<std::string> compared = m_session.comparedRouters();
    std::erase(compared, id);
    if (item.checkState() == Qt::Checked) compared.push_back(id);
    m_session.setComparedRouters(std::move(compared));
}

void OwnRoutersDialog::askFile() {
    const QString file = QFileDialog::getOpenFileName(
        this, tr("A file of choices"), {},
        tr("Choices (*.csv *.tsv *.json *.jsonl *.ndjson *.txt *.gz *.zip);;All files (*)"));
    if (!file.isEmpty()) loadFile(file);
}

void OwnRoutersDialog::loadFile(const QString& path) {
    m_editor->setFileNote(tr("Reading %1").arg(QFileInfo(path).fileName()));
    m_reader.submit(
        [this, file = std::filesystem::path(path.toStdString())](const Worker::Context& context) {
            auto read = std::make_shared<ChoicesFile>(readChoices(file, context.job));
            context.show([this, read] {
                m_editor->setChoices(std::make_shared<const ChoiceList>(read->choices));
                m_editor->setFileNote(readingNote(read->report));
                draftChanged();
            });
        },
        Worker::Running::Stop);
}

}  // namespace orl
