#include "ui/pages/learn/lesson_list.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QVBoxLayout>
#include <utility>

#include "ui/pages/learn/tall_part.h"
#include "ui/session/label_text.h"
#include "ui/style/panel.h"
#include "ui/style/tokens.h"

namespace orl {

namespace {

constexpr int kRowHeight = 46;
constexpr int kCircle = 24;

QPushButton* linkButton(const QString& text, const QString& tooltip) {
    auto* made = new QPushButton(text);
    made->setFlat(true);
    made->setCursor(Qt::PointingHandCursor);
    made->setToolTip(tooltip);
    return made;
}

QString levelWord(const std::string& level) {
    if (level == "start") return LessonList::tr("start");
    if (level == "middle") return LessonList::tr("middle");
    if (level == "advanced") return LessonList::tr("advanced");
    return LessonList::tr("free");
}

}  // namespace

LessonRow::LessonRow(Content content, QWidget* parent) : QAbstractButton(parent) {
    setCheckable(true);
    setCursor(Qt::PointingHandCursor);
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setContent(std::move(content));
}

void LessonRow::setContent(Content content) {
    m_content = std::move(content);
    const QString state = m_content.faulty    ? tr("has a mistake")
                          : m_content.done    ? tr("done")
                          : m_content.skipped ? tr("skipped")
                                              : QString();
    setAccessibleName(m_content.title + ", " + m_content.detail +
                      (state.isEmpty() ? QString() : ", " + state));
    update();
}

QSize LessonRow::sizeHint() const {
    return {180, std::max(kRowHeight, 2 * fontMetrics().height() + 14)};
}

void LessonRow::paintEvent(QPaintEvent*) {
    const Theme& theme = Theme::of(palette());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF box = QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5);
    if (isChecked()) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme.tint);
        painter.drawRoundedRect(box, space::kFieldRadius, space::kFieldRadius);
        painter.fillRect(QRectF(0, 4, 3, height() - 8), theme.accent);
    }
    if (hasFocus()) {
        painter.setPen(QPen(theme.accent, 1));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(box, space::kFieldRadius, space::kFieldRadius);
    }
    const QColor ring = m_content.faulty ? theme.warning
                        : m_content.done ? theme.gain
                        : isChecked()    ? theme.accent
                                         : theme.control;
    const QRectF circle(10, (height() - kCircle) / 2.0, kCircle, kCircle);
    const bool filled = m_content.done || isChecked();
    painter.setPen(QPen(ring, 1.2));
    painter.setBrush(filled ? ring : QColor(Qt::transparent));
    painter.drawEllipse(circle);
    painter.setPen(filled ? theme.background : m_content.faulty ? theme.warning : theme.mutedText);
    painter.setFont(type::section(font()));
    const QString mark = m_content.faulty    ? QStringLiteral("!")
                         : m_content.done    ? QStringLiteral("✓")
                         : m_content.skipped ? QStringLiteral("–")
                                             : m_content.number;
    painter.drawText(circle, Qt::AlignCenter, mark);
    paintWords(painter);
}

/// Title, level and minutes, and a dash a step.
void LessonRow::paintWords(QPainter& painter) const {
    const Theme& theme = Theme::of(palette());
    const int left = 44;
    const int line = fontMetrics().height();
    const int top = (height() - 2 * line - 2) / 2;
    painter.setFont(isChecked() ? type::section(font()) : font());
    painter.setPen(isChecked() ? theme.accent : theme.text);
    const QString title =
        painter.fontMetrics().elidedText(m_content.title, Qt::ElideRight, width() - left - 6);
    painter.drawText(QRect(left, top, width() - left - 4, line + 2), Qt::AlignVCenter, title);
    painter.setFont(type::note(font()));
    painter.setPen(theme.mutedText);
    painter.drawText(QRect(left, top + line, width() - left - 4, line + 2), Qt::AlignVCenter,
                     m_content.detail);
    double x = width() - 8.0 - double(m_content.steps.size()) * 11.0;
    for (const StepProgress step : m_content.steps) {
        const QColor dash = step == StepProgress::Answered ? theme.accent
                            : step == StepProgress::Seen
                                ? mixed(theme.accent, theme.background, 0.5)
                                : theme.border;
        painter.fillRect(QRectF(x, top + line * 1.5 - 1, 8, 3), dash);
        x += 11.0;
    }
}

LessonList::LessonList(QWidget* parent) : QFrame(parent) {
    setAccessibleName(tr("Lessons"));
    build();
}

void LessonList::build() {
    auto* whole = new QVBoxLayout(this);
    whole->setContentsMargins(space::kPanelMargin, space::kPanelMargin, space::kPanelMargin,
                              space::kPanelMargin);
    whole->setSpacing(space::kHalf);
    auto* head = new QHBoxLayout;
    auto* title = new QLabel(tr("Lessons"));
    title->setFont(type::title(font()));
    m_done = new QLabel;
    m_done->setFont(type::note(font()));
    head->addWidget(title);
    head->addStretch(1);
    head->addWidget(m_done);
    whole->addLayout(head);
    auto* inner = new QWidget;
    m_column = new QVBoxLayout(inner);
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(2);
    m_ownTitle = new QLabel(tr("Your own"));
    m_ownTitle->setFont(type::section(font()));
    m_ownTitle->hide();
    m_column->addWidget(m_ownTitle);
    m_column->addStretch(1);
    auto* area = new TallPart(inner);
    whole->addWidget(area, 1);
    m_folder = new QPushButton(tr("Open &folder…"));
    m_folder->setToolTip(tr("A folder with lessons of your own"));
    m_make = new QPushButton(tr("&Make a lesson…"));
    m_make->setToolTip(tr("Begin a lesson of your own with the present state"));
    whole->addWidget(m_folder);
    whole->addWidget(m_make);
    auto* links = new QGridLayout;
    links->setSpacing(0);
    m_restart =
        linkButton(tr("&Restart"), tr("Begin this lesson again; forgets what was answered"));
    m_skip = linkButton(tr("S&kip"), tr("Go on to the next lesson; this one counts as skipped"));
    m_print = linkButton(tr("&Print…"), tr("The lesson as a handout"));
    links->addWidget(m_restart, 0, 0);
    links->addWidget(m_skip, 0, 1);
    links->addWidget(m_print, 1, 0);
    whole->addLayout(links);
}

void LessonList::setLessons(const std::vector<ShelvedLesson>& lessons,
                            const LessonProgress& progress, std::size_t current) {
    while (m_rows.size() > lessons.size()) {
        delete m_rows.back();
        m_rows.pop_back();
    }
    int done = 0;
    int minutes = 0;
    bool anyOwn = false;
    for (std::size_t k = 0; k < lessons.size(); ++k) {
        const ShelvedLesson& each = lessons[k];
        const Lesson& lesson = each.lesson;
        LessonRow::Content content;
        content.number = QString::number(k + 1);
        content.title = labelText(lesson.title);
        content.faulty = !each.mistakes.empty();
        content.detail = content.faulty
                             ? tr("has a mistake")
                             : tr("%1 · %2 min").arg(levelWord(lesson.level)).arg(lesson.minutes);
        content.done = progress.isDone(lesson);
        content.skipped = progress.isSkipped(lesson);
        if (progress.isStarted(lesson)) {
            for (std::size_t step = 0; step < lesson.steps.size(); ++step) {
                content.steps.push_back(progress.of(lesson, step));
            }
        }
        if (!each.own && lesson.level != "free") {
            minutes += lesson.minutes;
            if (content.done) done += lesson.minutes;
        }
        anyOwn = anyOwn || each.own;
        if (k < m_rows.size()) {
            m_rows[k]->setContent(std::move(content));
        } else {
            auto* row = new LessonRow(std::move(content));
            connect(row, &LessonRow::clicked, this, [this, k] { emit chosen(k); });
            m_rows.push_back(row);
        }
        m_column->removeWidget(m_rows[k]);
        m_rows[k]->setChecked(k == current);
    }
    m_column->removeWidget(m_ownTitle);
    m_ownTitle->setVisible(anyOwn);
    int at = 0;
    bool titled = false;
    for (std::size_t k = 0; k < lessons.size(); ++k) {
        if (lessons[k].own && !titled) {
            m_column->insertWidget(at++, m_ownTitle);
            titled = true;
        }
        m_column->insertWidget(at++, m_rows[k]);
    }
    if (!titled) m_column->insertWidget(at, m_ownTitle);
    m_done->setText(tr("%1 of %2 min done").arg(done).arg(minutes));
}

QString LessonList::summary() const {
    return m_done->text();
}

void LessonList::paintEvent(QPaintEvent*) {
    paintPanel(*this);
}

}  // namespace orl
