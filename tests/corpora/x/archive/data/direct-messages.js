window.YTD.direct_messages.part0 = [
  {
    "dmConversation": {
      "conversationId": "770077-880088",
      "messages": [
        {
          "messageCreate": {
            "recipientId": "880088",
            "reactions": [
              {
                "senderId": "880088",
                "reactionKey": "like",
                "eventId": "1",
                "createdAt": "2022-03-07T10:06:00.000Z"
              }
            ],
            "urls": [],
            "text": "Bring the long rope &amp; the short one.",
            "mediaUrls": [],
            "senderId": "770077",
            "id": "1500774506296246279",
            "createdAt": "2022-03-07T10:05:00.000Z"
          }
        },
        {
          "messageCreate": {
            "recipientId": "770077",
            "reactions": [],
            "urls": [
              {
                "url": "https://t.co/ppp",
                "expanded": "https://twitter.com/messages/media/1500",
                "display": "pic.twitter.com/ppp"
              }
            ],
            "text": "https://t.co/ppp",
            "mediaUrls": [
              "https://ton.twitter.com/dm/1/2/boat.jpg"
            ],
            "senderId": "880088",
            "id": "1500774254638006279",
            "createdAt": "2022-03-07T10:04:00.000Z"
          }
        },
        {
          "messageCreate": {
            "recipientId": "770077",
            "reactions": [],
            "urls": [],
            "text": "Which rope do I need?",
            "mediaUrls": [],
            "senderId": "880088",
            "id": "1500774002979766279",
            "createdAt": "2022-03-07T10:03:00.000Z"
          }
        },
        {
          "messageCreate": {
            "recipientId": "880088",
            "reactions": [],
            "urls": [
              {
                "url": "https://t.co/ttt",
                "expanded": "https://tides.example/nine",
                "display": "tides.example/nine"
              }
            ],
            "text": "At nine, see https://t.co/ttt",
            "mediaUrls": [],
            "senderId": "770077",
            "id": "1500773751321526279",
            "createdAt": "2022-03-07T10:02:00.000Z",
            "editHistory": [
              {
                "createdAtSec": "1646647000",
                "editedText": "At ten"
              }
            ]
          }
        },
        {
          "messageCreate": {
            "recipientId": "770077",
            "reactions": [],
            "urls": [],
            "text": "When is high water?",
            "mediaUrls": [],
            "senderId": "880088",
            "id": "1500773499663286279",
            "createdAt": "2022-03-07T10:01:00.000Z"
          }
        }
      ]
    }
  }
]